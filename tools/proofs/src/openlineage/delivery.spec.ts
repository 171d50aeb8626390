import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LineageEvent } from '@mu-mesh/core';
import { violations } from '@mu-mesh/core/testing/openlineage';
import { contractFile } from '../check/contract-file';
import { mesh } from '../mesh-cli';
import type { Scratch } from '../run/scratch';
import { Backend } from './backend';
import { ALL, shop, spooled } from './workspace';

const WAIT = 700;

let backend: Backend;
let scratch: Scratch;

beforeEach(async () => {
  backend = await Backend.start();
});

afterEach(async () => {
  await backend.stop();
  await scratch.dispose();
});

function http(more: Record<string, unknown> = {}): Record<string, unknown> {
  return { wait_ms: WAIT, transport: { type: 'http', url: backend.url, ...more } };
}

async function run(
  env: Record<string, string> = {},
): Promise<{ exit: number; stdout: string; stderr: string; seconds: number }> {
  const started = performance.now();
  const result = await mesh(scratch.root, ['run', '--full'], env);
  return { ...result, seconds: (performance.now() - started) / 1000 };
}

it('posts the events of a run in order, valid by the spec; nothing stays in the spool', async () => {
  scratch = shop(http());
  expect((await run()).exit).toBe(0);
  expect(backend.said).toEqual(ALL);
  expect(backend.taken.flatMap(({ event }) => violations(event))).toEqual([]);
  expect(backend.taken.map(({ url }) => url)).toEqual(ALL.map(() => '/api/v1/lineage'));
  expect(spooled(scratch)).toEqual([]);
  const [, orders, , totals] = backend.taken.map(({ event }) => event) as LineageEvent[];
  expect(orders?.outputs[0]?.outputFacets['outputStatistics']).toMatchObject({ rowCount: 4, fileCount: 1 });
  expect(orders?.inputs[0]?.inputFacets['inputStatistics']).toMatchObject({ rowCount: 5, fileCount: 1, size: 34 });
  expect(orders?.outputs[0]?.facets['dataQualityAssertions']).toMatchObject({
    assertions: [
      { name: 'lines', success: false, actual: '1 rows' },
      { name: 'small', success: false, severity: 'warn', actual: '1 rows', expected: 'at most 0 rows' },
    ],
  });
  const table = { namespace: 'file', name: orders?.outputs[0]?.name };
  expect(totals?.outputs[0]?.facets['columnLineage']).toMatchObject({
    fields: {
      amount: {
        inputFields: [{ ...table, field: 'amount', transformations: [{ type: 'DIRECT', subtype: 'AGGREGATION' }] }],
      },
    },
    dataset: [{ ...table, field: 'id', transformations: [{ type: 'INDIRECT', subtype: 'FILTER' }] }],
  });
  expect(orders?.outputs[0]?.facets['columnLineage']).toMatchObject({
    fields: { id: { inputFields: [{ name: orders?.inputs[0]?.name, field: 'id' }] } },
  });
  expect(totals?.inputs[0]).toMatchObject({
    name: orders?.outputs[0]?.name,
    facets: { version: { datasetVersion: '0' } },
    inputFacets: { inputStatistics: { rowCount: 4, fileCount: 1 } },
  });
});

it('the documentation shows what is sent', async () => {
  scratch = shop(http());
  await run();
  const totals = backend.taken.find(
    ({ event }) => event.eventType === 'COMPLETE' && event.job.name === 'shop.gold.totals',
  );
  const sent: unknown = JSON.parse(JSON.stringify(totals?.event.inputs[0]).replaceAll(scratch.root, '/srv/mesh'));
  const page = readFileSync(join(__dirname, '../../../../docs/openlineage.md'), 'utf8');
  const [, example = ''] = /## An example[^]*?```json\n([^]*?)```/.exec(page) ?? [];
  expect(JSON.parse(example)).toEqual(sent);
});

it('a run with nothing to do says nothing and traces no columns', async () => {
  scratch = shop(http());
  await run();
  const cache = join(scratch.root, '.mesh/cache');
  const traces = readdirSync(cache).filter((name) => name.startsWith('lineage-'));
  expect(traces).toHaveLength(1);
  traces.forEach((name) => rmSync(join(cache, name)));
  await mesh(scratch.root, ['run']);
  expect(backend.said).toEqual(ALL);
  expect(readdirSync(cache).filter((name) => name.startsWith('lineage-'))).toEqual([]);
});

it('what the rules of a contract found is part of the event', async () => {
  scratch = shop(http());
  const amount = { name: 'amount', logicalType: 'integer', logicalTypeOptions: { maximum: 45 } };
  const columns = [{ name: 'id', logicalType: 'integer', primaryKey: true }, amount];
  scratch.write('domains/shop/raw/orders/contract.odcs.yaml', contractFile('orders', columns));
  expect((await run()).exit).toBe(0);
  const [, orders] = backend.taken.map(({ event }) => event);
  expect(violations(orders as LineageEvent)).toEqual([]);
  expect(orders?.outputs[0]?.facets['dataQualityAssertions']).toMatchObject({
    assertions: [
      { name: 'lines' },
      { name: 'small' },
      { assertion: 'schema', name: 'schema', success: true, actual: 'as declared' },
      { assertion: 'not_null', name: 'required id', column: 'id', success: true },
      { assertion: 'accepted_range', name: 'maximum amount', column: 'amount', success: false, actual: '1' },
      { assertion: 'unique', name: 'primaryKey id', column: 'id', success: true },
    ],
  });
});

it('a dead backend delays nothing and loses nothing: the next run sends all, in order', async () => {
  scratch = shop(http());
  const { port } = backend;
  await backend.stop();
  const dead = await run();
  expect(dead.exit).toBe(0);
  expect(dead.stderr).toContain('note: OpenLineage events of 1 run wait in .mesh/openlineage for http://127.0.0.1');
  backend = await Backend.start(port);
  await run();
  expect(backend.said).toEqual([...ALL, ...ALL]);
  const ids = backend.taken.map(({ event }) => event.run.runId);
  expect(new Set(ids).size).toBe(4);
  expect(ids.slice(0, 4)).not.toContain(ids[4]);
  expect(spooled(scratch)).toEqual([]);
});

it('a backend that hangs adds less than the bound, and its events are sent by the next run', async () => {
  scratch = shop(http());
  const free = await run();
  backend.answer = () => 'hang';
  const hung = await run();
  expect(hung.exit).toBe(0);
  expect(hung.seconds - free.seconds).toBeLessThan(WAIT / 1000 + 0.3);
  expect(hung.stderr).toContain('no answer before the end of the run');
  backend.answer = () => 201;
  await mesh(scratch.root, ['run']);
  expect(backend.said).toEqual([...ALL, ...ALL]);
});

it('an error of the backend is tried again, in the same run', async () => {
  scratch = shop(http());
  backend.answer = (_, request) => (request === 1 ? 500 : 201);
  const { stderr } = await run();
  expect(backend.said).toEqual(ALL);
  expect(stderr).not.toContain('OpenLineage');
});

it('an event that the backend refuses is set aside and reported once; the others go on', async () => {
  scratch = shop(http());
  backend.answer = ({ eventType, job }) =>
    eventType === 'COMPLETE' && job.name === 'shop.raw.orders' ? { status: 422, body: 'no such facet' } : 201;
  const { stderr, exit } = await run();
  expect(exit).toBe(0);
  expect(stderr).toContain(
    'refused 1 OpenLineage event (status 422: no such facet); kept in .mesh/openlineage/refused.log',
  );
  expect(backend.said).toEqual(ALL.filter((said) => said !== 'COMPLETE shop.raw.orders'));
  expect(spooled(scratch)).toEqual(['refused.log']);
  const line = JSON.parse(readFileSync(join(scratch.root, '.mesh/openlineage/refused.log'), 'utf8')) as {
    event: LineageEvent;
  };
  expect(line.event).toMatchObject({ eventType: 'COMPLETE', job: { name: 'shop.raw.orders' } });
  expect((await mesh(scratch.root, ['run'])).stderr).not.toContain('OpenLineage');
});

it.each([429, 408, 503, 401, 403, 404, 302])('status %s keeps the events', async (status) => {
  scratch = shop(http());
  backend.answer = () => status;
  expect((await run()).stderr).toContain(`status ${status}; the next run sends them`);
  expect(spooled(scratch)).not.toContain('refused.log');
  backend.answer = () => 200;
  await mesh(scratch.root, ['run']);
  expect(backend.said).toEqual(ALL);
});

it('key and secret headers are sent and shown nowhere', async () => {
  scratch = shop(
    http({ api_key: { env: 'LINEAGE_KEY' }, headers: { 'x-team': 'shop', 'x-auth-token': { env: 'LINEAGE_TOKEN' } } }),
  );
  const env = { LINEAGE_KEY: 'key-hunter2-aaaa', LINEAGE_TOKEN: 'token-hunter2-bbbb' };
  backend.answer = ({ eventType }, request) => {
    if (request > 1 && eventType === 'COMPLETE')
      return { status: 400, body: 'not allowed: Bearer key-hunter2-aaaa token-hunter2-bbbb' };
    return 201;
  };
  const { stdout, stderr } = await run(env);
  expect(backend.taken[0]?.headers).toMatchObject({
    authorization: 'Bearer key-hunter2-aaaa',
    'x-auth-token': 'token-hunter2-bbbb',
    'x-team': 'shop',
    'content-type': 'application/json',
  });
  expect(stderr).toContain('refused 2 OpenLineage events (status 400');
  const refused = readFileSync(join(scratch.root, '.mesh/openlineage/refused.log'), 'utf8');
  expect(stdout + stderr + refused).not.toMatch(/hunter2/);
  const missing = await run();
  expect(missing.exit).toBe(0);
  expect(missing.stderr).toContain('the environment variable LINEAGE_TOKEN is not set');
});

it.each([
  ['api_key', { api_key: 'plain-hunter2' }],
  ['authorization', { headers: { Authorization: 'Bearer plain-hunter2' } }],
  ['url', { url: 'https://user:plain-hunter2@host.test' }],
])('a plain secret in %s is an error that does not repeat it', async (_, more) => {
  scratch = shop(http(more));
  const { exit, stdout, stderr } = await run();
  expect(exit).toBe(2);
  expect(stderr).toContain('CONFIG_SECRET');
  expect(stdout + stderr).not.toContain('hunter2');
});

it('the standard environment variables are enough, and can switch it off', async () => {
  scratch = shop(undefined);
  const env = { OPENLINEAGE_URL: backend.url, OPENLINEAGE_API_KEY: 'key-hunter2-aaaa', OPENLINEAGE_NAMESPACE: 'acme' };
  await run({ ...env, OPENLINEAGE_DISABLED: 'true' });
  expect(backend.said).toEqual([]);
  const { stderr } = await run(env);
  expect(backend.said).toEqual(ALL);
  expect(backend.taken[0]).toMatchObject({
    headers: { authorization: 'Bearer key-hunter2-aaaa' },
    event: { job: { namespace: 'acme' } },
  });
  expect(stderr).not.toContain('hunter2');
});

it('several transports: each gets everything, whatever the others do', async () => {
  const { port } = backend;
  await backend.stop();
  scratch = shop({
    wait_ms: WAIT,
    transport: [
      { type: 'http', url: `http://127.0.0.1:${port}` },
      { type: 'file', path: 'out/events.ndjson' },
      { type: 'console' },
    ],
  });
  const { stderr, stdout } = await mesh(scratch.root, ['run', '--json']);
  const file = join(scratch.root, 'out/events.ndjson');
  const inFile = (): string[] =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LineageEvent)
      .map(({ eventType, job }) => `${eventType} ${job.name}`);
  expect(inFile()).toEqual(ALL);
  expect(stderr.split('\n').filter((line) => line.startsWith('{"eventType"'))).toHaveLength(4);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true });
  backend = await Backend.start(port);
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -1));
  await run();
  expect(backend.said).toEqual([...ALL, ...ALL]);
  expect(inFile()).toEqual([...ALL, ...ALL]);
  expect(spooled(scratch)).toEqual([]);
});

it('a spool that cannot be written fails no run', async () => {
  scratch = shop(http());
  scratch.write('.mesh/openlineage', 'a file where the folder should be');
  const { exit, stderr } = await run();
  expect(exit).toBe(0);
  expect(stderr).toContain('note: OpenLineage events are not complete');
});
