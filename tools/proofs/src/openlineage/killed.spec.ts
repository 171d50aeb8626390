import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultStep } from '@mu-mesh/core';
import { violations } from '@mu-mesh/core/testing/openlineage';
import { runSource } from '@mu-mesh/core/testing/run-source';
import { mesh } from '../mesh-cli';
import type { Scratch } from '../run/scratch';
import { Backend } from './backend';
import { shop, spooled } from './workspace';

let backend: Backend;
let scratch: Scratch;

beforeEach(async () => {
  backend = await Backend.start();
  scratch = shop({ transport: { type: 'http', url: backend.url } });
});

afterEach(async () => {
  await backend.stop();
  await scratch.dispose();
});

async function killed(step: FaultStep): Promise<void> {
  const { signal, output } = await runSource(join(__dirname, 'child.ts'), {
    root: scratch.root,
    step,
    selector: 'shop.raw.orders',
  });
  expect({ signal, output }).toEqual({ signal: 'SIGKILL', output: '' });
}

/** START, then exactly one end, of each run that the backend heard of; what it heard twice counts once. */
function ends(): string[] {
  const heard = new Map<string, Set<string>>();
  for (const { event } of backend.taken) {
    const types = heard.get(event.run.runId) ?? new Set();
    heard.set(event.run.runId, types.add(event.eventType));
  }
  return [...heard.values()].map((types) => [...types].join(' '));
}

it.each<[FaultStep, string]>([
  ['stage.after', 'START ABORT'],
  ['log.temporary', 'START ABORT'],
  ['log.synced', 'START COMPLETE'],
])('a run killed at %s loses nothing; the next run says its end: %s', async (step, end) => {
  await killed(step);
  const left = spooled(scratch).filter((name) => name.endsWith('.ndjson'));
  expect(left).toHaveLength(1);
  await mesh(scratch.root, ['run', 'shop.raw.orders', '--full']);
  expect(ends()).toEqual([end, 'START COMPLETE']);
  expect(backend.taken.flatMap(({ event }) => violations(event))).toEqual([]);
  expect(spooled(scratch)).toEqual([]);
  await mesh(scratch.root, ['run', 'shop.raw.orders', '--full']);
  expect(ends()).toEqual([end, 'START COMPLETE', 'START COMPLETE']);
  const [complete] = backend.taken.filter(({ event }) => event.eventType !== 'START').map(({ event }) => event);
  const expected = end === 'START COMPLETE' ? { version: { datasetVersion: '0' } } : {};
  expect(complete?.outputs[0]?.facets).toMatchObject(expected);
});

it('a version of an earlier run is not taken for that of the one that was killed', async () => {
  await mesh(scratch.root, ['run', 'shop.raw.orders']);
  await killed('stage.after');
  await mesh(scratch.root, ['recover']);
  expect(ends()).toEqual(['START COMPLETE', 'START ABORT']);
});

it('`mesh recover` says the end too', async () => {
  await killed('stage.after');
  await mesh(scratch.root, ['recover']);
  expect(ends()).toEqual(['START ABORT']);
  expect(spooled(scratch)).toEqual([]);
});

it('two runs at once find out one end', async () => {
  const { port } = backend;
  await backend.stop();
  await killed('stage.after');
  await Promise.all([mesh(scratch.root, ['recover']), mesh(scratch.root, ['recover'])]);
  const [file = ''] = spooled(scratch).filter((name) => name.endsWith('.ends'));
  expect(
    readFileSync(join(scratch.root, '.mesh/openlineage', file), 'utf8')
      .split('\n')
      .filter(Boolean),
  ).toHaveLength(1);
  backend = await Backend.start(port);
  await Promise.all([mesh(scratch.root, ['recover']), mesh(scratch.root, ['recover'])]);
  expect(ends()).toEqual(['START ABORT']);
  const times = backend.taken.filter(({ event }) => event.eventType === 'ABORT').map(({ event }) => event.eventTime);
  expect(new Set(times).size).toBe(1);
  expect(spooled(scratch)).toEqual([]);
});

it('the spool of a run that goes on is left alone', async () => {
  backend.answer = () => 'hang';
  const other = runSource(join(__dirname, '..', 'mesh-cli.ts'), ['run', 'shop.raw.orders'], { cwd: scratch.root });
  for (let tries = 0; tries < 500 && !spooled(scratch).some((name) => name.endsWith('.ndjson')); tries++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const owned = spooled(scratch).some((name) => name.endsWith('.owner'));
  backend.answer = () => 201;
  await mesh(scratch.root, ['recover']);
  await other;
  await mesh(scratch.root, ['recover']);
  expect(owned).toBe(true);
  expect(ends()).toEqual(['START COMPLETE']);
});
