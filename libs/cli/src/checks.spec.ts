import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli, temporaryFolder } from './testing/cli';
import { checkedEnvelope } from './testing/schemas';

jest.setTimeout(60_000);
const cwd = temporaryFolder();
const mesh = (...args: string[]) => runCli(args, { cwd });
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const ADDRESS = 'shop.raw.items';
const FOLDER = join(cwd, 'domains', 'shop', 'raw', 'items');

function write(select: string, contract: boolean): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(
    join(FOLDER, 'pipeline.json'),
    JSON.stringify({ execution: [{ type: 'TransformSQL', name: 'made', query: select }], destination: [] }),
  );
  if (!contract) return;
  const properties = [
    { name: 'id', logicalType: 'integer', required: true },
    { name: 'n', logicalType: 'integer', logicalTypeOptions: { minimum: 0 } },
  ];
  const schema = [
    { name: 'items', properties, quality: [{ name: 'enough', metric: 'rowCount', mustBeGreaterThan: 1 }] },
  ];
  writeFileSync(
    join(FOLDER, 'contract.odcs.yaml'),
    JSON.stringify({
      apiVersion: 'v3.2.0',
      kind: 'DataContract',
      id: 'items',
      version: '1.0.0',
      status: 'active',
      schema,
    }),
  );
}

async function checks(...flags: string[]): Promise<Record<string, unknown>[]> {
  const { stdout } = await mesh('checks', ADDRESS, ...flags, '--json');
  return checkedEnvelope(stdout, 'checks').result['versions'] as Record<string, unknown>[];
}

it('shows what the rules found, version by version, and what stopped a run', async () => {
  expect((await mesh('init')).exit).toBe(0);
  write('SELECT 1 AS id, 1 AS n', false);
  expect((await mesh('checks', ADDRESS)).exit).toBe(2);
  expect((await mesh('run', ADDRESS)).exit).toBe(0);
  expect((await mesh('checks', ADDRESS)).stdout).toContain('no rules were checked');

  write('SELECT i::INTEGER AS id, (2 - i)::INTEGER AS n FROM range(4) t(i)', true);
  expect((await mesh('run', ADDRESS)).exit).toBe(0);
  expect(await checks()).toMatchObject([
    {
      version: 1,
      checks: [
        { name: 'schema', kind: 'schema', column: null, status: 'passed' },
        { name: 'required id', column: 'id', status: 'passed', rows: 0 },
        { name: 'minimum n', kind: 'range', status: 'diverted', measured: '1', expected: 'at least 0', rows: 1 },
        { name: 'enough', kind: 'library', status: 'passed', measured: '3', expected: 'more than 1' },
      ],
    },
  ]);
  expect(await checks('--history')).toMatchObject([{ version: 1 }, { version: 0, checks: [] }]);
  expect(await checks('--history', '--limit', '1')).toHaveLength(1);
  expect((await mesh('checks', ADDRESS)).stdout).toMatch(/minimum n +diverted +fail +1 +at least 0 +1/);

  write('SELECT 7 AS id, 7 AS n', true);
  const stopped = await mesh('run', ADDRESS, '--json');
  expect(stopped.exit).toBe(1);
  expect(checkedEnvelope(stopped.stdout, 'run').issues).toMatchObject([
    {
      code: 'CONTRACT_BROKEN',
      severity: 'error',
      file: expect.stringContaining('contract.odcs.yaml'),
      hint: `Correct the data or the rule; \`mesh checks ${ADDRESS}\` has all that was found, the table is as it was.`,
    },
  ]);
  expect(await checks()).toMatchObject([{ version: 1 }]);
  const { stdout } = await mesh('checks', ADDRESS, '--json');
  expect(checkedEnvelope(stdout, 'checks').result['pending']).toMatchObject({
    run: expect.stringMatching(/^\d{8}t/),
    at: expect.stringMatching(/^\d{4}-.*Z$/),
    checks: [
      { name: 'schema', status: 'passed' },
      { name: 'required id', status: 'passed' },
      { name: 'minimum n', status: 'passed' },
      { name: 'enough', status: 'failed', measured: '1', expected: 'more than 1' },
    ],
  });
  const text = (await mesh('checks', ADDRESS)).stdout;
  expect(text).toMatch(/pending: run \S+ was stopped[^]*enough +failed[^]*version 1[^]*minimum n +diverted/);

  write('SELECT i::INTEGER AS id, i::INTEGER AS n FROM range(3) t(i)', true);
  expect((await mesh('run', ADDRESS)).exit).toBe(0);
  const after = checkedEnvelope((await mesh('checks', ADDRESS, '--json')).stdout, 'checks').result;
  expect(after).toMatchObject({ pending: null, versions: [{ version: 2 }] });
});

it('shows what stopped the first run of a dataset, which has no version yet', async () => {
  rmSync(join(cwd, 'lake', 'shop', 'raw', 'items'), { recursive: true, force: true });
  write('SELECT 7 AS id, 7 AS n', true);
  expect((await mesh('run', ADDRESS)).exit).toBe(1);
  const { result } = checkedEnvelope((await mesh('checks', ADDRESS, '--json')).stdout, 'checks');
  expect(result).toMatchObject({ pending: { checks: [{}, {}, {}, { status: 'failed' }] }, versions: [] });
});
