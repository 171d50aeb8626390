import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCli, temporaryFolder } from './testing/cli';
import { checkedEnvelope } from './testing/schemas';

const ADDRESS = 'shop.gold.totals';
const FOLDER = 'domains/shop/gold/totals';
const contract = `apiVersion: v3.2.0
kind: DataContract
id: urn:totals
version: 1.0.0
status: active
schema:
  - name: totals
    properties:
      - { name: total, physicalType: BIGINT }
      - { name: day, physicalType: DATE, primaryKey: true }
`;
const rows = (...values: [day: string, total: string][]): string =>
  JSON.stringify({
    execution: [
      {
        type: 'TransformSQL',
        sql: `SELECT day::DATE AS day, total::BIGINT AS total FROM (VALUES ${values.map(([day, total]) => `('${day}', ${total})`).join(', ')}) AS t(day, total)`,
      },
    ],
  });

let root: string;
function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
const mesh = (...args: string[]) => runCli(args, { cwd: root });

beforeEach(async () => {
  root = temporaryFolder();
  write({
    'global-properties.json': '{}',
    'domains/shop/data-product.odps.yaml':
      "apiVersion: v1.1.0\nkind: DataProduct\nid: shop\nname: shop\nversion: 1.0.0\nstatus: active\nteam: { name: T, members: [{ username: '@acme/team', role: owner }] }\n",
    [`${FOLDER}/contract.odcs.yaml`]: contract,
    [`${FOLDER}/pipeline.json`]: rows(['2026-01-01', '1'], ['2026-01-02', '2']),
  });
  expect((await mesh('run')).exit).toBe(0);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function again(...values: [string, string][]): Promise<void> {
  write({ [`${FOLDER}/pipeline.json`]: rows(...values) });
  expect((await mesh('run')).exit).toBe(0);
}

it('compares the last two versions of a dataset by the key of its contract', async () => {
  await again(['2026-01-02', '20'], ['2026-01-03', '3']);
  const { stdout } = await mesh('diff', ADDRESS, '--json');
  expect(checkedEnvelope(stdout, 'diff')).toMatchObject({
    exit: 0,
    result: {
      from: { source: ADDRESS, format: 'delta', version: 0 },
      to: { version: 1 },
      equal: false,
      key: { columns: ['day'], origin: 'primary key' },
      rows: { from: 2, to: 2, added: 1, removed: 1, changed: 1, unchanged: 0 },
      columns: { compared: ['day', 'total'], changed: [{ name: 'total', rows: 1 }] },
      samples: [
        { kind: 'removed', cells: ['2026-01-01', '1'], before: null },
        { kind: 'added', cells: ['2026-01-03', '3'], before: null },
        { kind: 'changed', cells: ['2026-01-02', '20'], before: ['2026-01-02', '2'] },
      ],
    },
  });
  expect((await mesh('diff', ADDRESS)).stdout).toMatchInlineSnapshot(`
   "shop.gold.totals version 0 → 1  by day (primary key of the contract)
   1 added, 1 removed, 1 changed, 0 unchanged (2 rows → 2)
   Columns that moved: total (1 row)

   ┌───────────┬────────────┬────────┐
   │           │ day        │ total  │
   ├───────────┼────────────┼────────┤
   │ - removed │ 2026-01-01 │ 1      │
   │ + added   │ 2026-01-03 │ 3      │
   │ ~ changed │ 2026-01-02 │ 2 → 20 │
   └───────────┴────────────┴────────┘
   "
  `);
  expect((await mesh('diff', ADDRESS, '--format', 'markdown', '--limit', '1')).stdout).toMatchInlineSnapshot(`
   "**\`shop.gold.totals\` version 0 → 1**

   1 added, 1 removed, 1 changed, 0 unchanged (2 rows → 2), by day (primary key of the contract)

   | column | what moved |
   |---|---|
   | \`total\` | another value in 1 row |

   |  | \`day\` | \`total\` |
   |---|---|---|
   | removed | \`2026-01-01\` | \`1\` |
   | added | \`2026-01-03\` | \`3\` |
   | changed | \`2026-01-02\` | \`2\` → \`20\` |
   "
  `);
});

it('takes versions and times; with one of them, the newest is the other', async () => {
  await again(['2026-01-01', '5']);
  await again(['2026-01-01', '6']);
  const totals = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await mesh('diff', ...args, '--format', 'json')).stdout) as {
      from: unknown;
      to: unknown;
      samples: unknown;
    };
  expect(await totals(`${ADDRESS}@0`, `${ADDRESS}@1`)).toMatchObject({ from: { version: 0 }, to: { version: 1 } });
  expect(await totals(`${ADDRESS}@0`)).toMatchObject({ from: { version: 0 }, to: { version: 2 } });
  expect(await totals(join(root, 'lake/shop/gold/totals@1'))).toMatchObject({
    from: { version: 1 },
    to: { version: 2 },
  });
  expect(await totals(`${ADDRESS}@1`, `${ADDRESS}@2999-01-01`)).toMatchObject({ to: { version: 2 } });
});

it('compares files with tables, all rows of them, and exits with 1 where it is asked to', async () => {
  write({ 'data/totals.csv': 'day;total\n2026-01-01;1\n2026-01-02;2\n' });
  const same = await mesh('diff', 'data/totals.csv', ADDRESS, '--exit-code');
  expect(same).toMatchObject({ exit: 0, stdout: expect.stringContaining('No difference in 2 rows.') });
  const long = Array.from({ length: 300_000 }, (_, index) => `${index};${'x'.repeat(12)}`);
  write({
    'data/a.csv': ['k;v', ...long, ''].join('\n'),
    'data/b.csv': ['k;v', ...long.slice(0, -1), '300000;y', ''].join('\n'),
  });
  const { exit, stdout } = await mesh('diff', 'data/a.csv', 'data/b.csv', '--key', 'k', '--exit-code', '--json');
  expect(exit).toBe(1);
  expect(checkedEnvelope(stdout, 'diff').result).toMatchObject({
    rows: { from: 300_000, to: 300_000, added: 1, removed: 1, changed: 0 },
  });
});

it('asks for a key where that of the contract is not unique in the other table', async () => {
  write({ 'data/months.csv': 'day,month,total\n2026-01-01,1,5\n2026-01-01,2,6\n' });
  const advice = 'Name columns that tell the rows of both apart: --key a,b\n';
  expect((await mesh('diff', ADDRESS, 'data/months.csv')).stdout).toContain(advice);
  expect((await mesh('diff', ADDRESS, 'data/months.csv', '--key', 'day')).stdout).not.toContain(advice);
  expect((await mesh('diff', ADDRESS)).stdout).not.toContain(advice);
});

it('says whose key it is, and why that of the newer table is not taken', async () => {
  const byMonth = contract
    .replaceAll('totals', 'months')
    .replace(
      '- { name: total,',
      '- { name: month, physicalType: BIGINT, primaryKey: true, required: true }\n      - { name: total,',
    );
  const months = rows(['2026-01-01', '1'], ['2026-01-02', '2']).replace('SELECT day', 'SELECT 1::BIGINT AS month, day');
  write({
    'domains/shop/gold/months/contract.odcs.yaml': byMonth,
    'domains/shop/gold/months/pipeline.json': months,
  });
  expect((await mesh('run', '--quiet')).exit).toBe(0);
  const note = 'The contract of shop.gold.months tells rows apart by month, day, and shop.gold.totals has no month.\n';
  const upwards = (await mesh('diff', ADDRESS, 'shop.gold.months')).stdout;
  expect(upwards).toContain(`by day (primary key of the contract of ${ADDRESS})\n${note}`);
  expect((await mesh('diff', 'shop.gold.months', ADDRESS)).stdout).not.toContain('tells rows apart');
  write({ 'data/days.csv': 'day,total\n2026-01-01,5\n' });
  const whole = await mesh('diff', 'data/days.csv', 'shop.gold.months', '--json');
  expect(checkedEnvelope(whole.stdout, 'diff').result).toMatchObject({
    key: null,
    unusedKeys: [
      {
        contract: 'shop.gold.months',
        columns: ['month', 'day'],
        lacking: join(root, 'data/days.csv'),
        missing: ['month'],
      },
    ],
  });
  write({
    'domains/shop/gold/totals/contract.odcs.yaml': contract
      .replace('name: day,', 'name: day, primaryKeyPosition: 1,')
      .replace('physicalType: BIGINT }', 'physicalType: BIGINT, primaryKey: true, primaryKeyPosition: 2 }'),
  });
  expect((await mesh('diff', 'shop.gold.months', ADDRESS)).stdout).toContain(
    `by day, total (primary key of the contract of ${ADDRESS})\n`,
  );
});

it('says what is wrong with what it is asked for', async () => {
  const refused = async (...args: string[]): Promise<unknown> => {
    const { exit, stderr } = await mesh('diff', ...args);
    return [exit, stderr.split('\n')[0]];
  };
  expect(await refused(ADDRESS)).toEqual([2, expect.stringContaining('has one version, number 0')]);
  expect(await refused(`${ADDRESS}@0`)).toEqual([
    2,
    expect.stringContaining(`version 0 is the newest one of ${ADDRESS}`),
  ]);
  expect(await refused(`${ADDRESS}@7`)).toEqual([
    2,
    `error: ${ADDRESS} has no version 7: it has the versions 0 to 0 [VERSION_MISSING]`,
  ]);
  expect(await refused(`${ADDRESS}@x`)).toEqual([2, 'error: `x` is neither a version nor a time [USAGE]']);
  expect(await refused('shop.gold.total')).toEqual([2, expect.stringContaining('is no dataset of this workspace')]);
  expect(await refused('nowhere.csv', ADDRESS)).toEqual([2, expect.stringContaining('there is no file or folder')]);
  expect(await refused('global-properties.json')).toEqual([2, expect.stringContaining('is no Delta table')]);
  expect(await refused(ADDRESS, `${ADDRESS}@0`, '--key', 'dya')).toEqual([
    2,
    expect.stringContaining('has a column `dya`'),
  ]);
  expect(await refused(ADDRESS, ADDRESS, '--key', ',')).toEqual([2, expect.stringContaining('--key')]);
});

it('is completed with addresses', async () => {
  const { stdout } = await mesh('complete', '--', 'diff', ADDRESS, '');
  expect(stdout.trim()).toBe(ADDRESS);
});
