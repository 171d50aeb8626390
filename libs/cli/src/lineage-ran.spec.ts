import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCli, temporaryFolder } from './testing/cli';
import { checkedEnvelope } from './testing/schemas';

jest.setTimeout(60_000);

let root: string;
const DATA = 'domains/shop/raw/orders/data';
const TOTALS = 'domains/shop/gold/totals';

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const job = (execution: object[], destination: object[] = []): string => JSON.stringify({ execution, destination });
const query = (sql: string): string => job([{ type: 'TransformSQL', name: 'made', sql }]);

beforeEach(() => {
  root = temporaryFolder();
  write({
    'global-properties.json': '{ "memory_limit": "512MB", "threads": 2 }',
    'domains/shop/data-product.odps.yaml':
      'apiVersion: v1.1.0\nkind: DataProduct\nid: shop\nstatus: active\nteam: { members: [{ username: "@shop", role: owner }] }\n',
    'domains/shop/raw/orders/pipeline.json': job(
      [{ type: 'IngestCSV', name: 'lines', file_location: 'data/*.csv', additional_attributes: { header: true } }],
      [{ type: 'DestinationDefaultCatalog', table_name: 'shop.raw.orders', mode: 'append' }],
    ),
    [`${DATA}/1.csv`]: 'id,amount,tax\n1,10,1\n',
    [`${TOTALS}/pipeline.json`]: query('SELECT amount AS total FROM shop.raw.orders'),
  });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function mesh(...args: string[]): Promise<string> {
  const { exit, stdout, stderr } = await runCli(args, { cwd: root });
  expect({ exit, stderr: exit === 0 ? '' : stderr }).toEqual({ exit: 0, stderr: '' });
  return stdout;
}

interface Ran {
  versions: { address: string; version: number }[];
  columns: { column: string; direct: string[]; rows: string[]; untraced: string | null }[];
  untraced: string | null;
}

async function ran(...args: string[]): Promise<Ran> {
  return checkedEnvelope(await mesh('lineage', ...args, '--json'), 'lineage').result as unknown as Ran;
}

const origins = ({ columns }: Ran): Record<string, string[]> =>
  Object.fromEntries(columns.map(({ column, direct, untraced }) => [column, untraced === null ? direct : [untraced]]));

it('tells each version by the SQL that it ran and the versions that it read, whatever the files say now', async () => {
  await mesh('run');
  write({
    [`${DATA}/2.csv`]: 'id,amount,tax\n2,20,2\n',
    [`${TOTALS}/pipeline.json`]: query('SELECT tax AS total FROM shop.raw.orders'),
  });
  await mesh('run');
  const first = await ran('shop.gold.totals.total', '--version', '0', '--depth', 'all');
  expect(first.versions).toMatchObject([
    {
      address: 'shop.gold.totals',
      version: 0,
      job: 'changed',
      inputs: [{ address: 'shop.raw.orders', versions: [0] }],
      sources: [],
      readable: true,
      restored: null,
      gap: null,
    },
    {
      address: 'shop.raw.orders',
      version: 0,
      job: 'current',
      inputs: [],
      sources: [{ step: 'lines', path: `${DATA}/1.csv`, size: 21 }],
    },
  ]);
  expect(origins(first)).toEqual({
    'shop.gold.totals@0.total': ['shop.raw.orders@0.amount'],
    'shop.raw.orders@0.amount': [`${DATA}/*.csv#amount`],
  });
  const second = await ran('shop.gold.totals', '--version', '1', '--depth', 'all');
  expect(second.versions).toMatchObject([
    { version: 1, job: 'current', inputs: [{ versions: [1] }] },
    { version: 1, sources: [{ path: `${DATA}/1.csv` }, { path: `${DATA}/2.csv` }] },
  ]);
  expect(origins(second)).toMatchObject({ 'shop.gold.totals@1.total': ['shop.raw.orders@1.tax'] });
  expect((await ran('shop.gold.totals', '--version', '0')).versions).toHaveLength(1);

  const text = await mesh('lineage', 'shop.gold.totals', '--version', '0', '--depth', 'all');
  expect(text).toMatch(
    /^shop\.gold\.totals@0 .*by other SQL than that of today\n {2}read shop\.raw\.orders version 0$/m,
  );
  expect(text).toMatch(/read domains\/shop\/raw\/orders\/data\/1\.csv \(sha256 [0-9a-f]{12}\)/);
  expect(text).toMatch(/total +identity +shop\.raw\.orders@0\.amount/);
  const diagram = await mesh('lineage', 'shop.gold.totals', '--version', '1', '--format', 'mermaid');
  expect(diagram).toMatch(/subgraph g\d+\["shop\.raw\.orders@1"\]\n +c\d+\["tax"\]/);
  expect(checkedEnvelope(await mesh('lineage', 'shop.gold.totals', '--json'), 'lineage').result).toMatchObject({
    version: null,
    versions: null,
  });
});

it('a rollback has the lineage of the version that it restored', async () => {
  await mesh('run');
  write({ [`${TOTALS}/pipeline.json`]: query('SELECT tax AS total FROM shop.raw.orders') });
  await mesh('run');
  await mesh('rollback', 'shop.gold.totals', '--to', '0');
  const back = await ran('shop.gold.totals', '--version', '2');
  expect(back.versions).toMatchObject([{ version: 2, restored: 0, inputs: [{ versions: [0] }] }]);
  expect(origins(back)).toEqual({ 'shop.gold.totals@2.total': ['shop.raw.orders@0.amount'] });
});

it('an append names what every commit read, back to the last overwrite', async () => {
  write({
    [`${TOTALS}/pipeline.json`]: job(
      [{ type: 'TransformSQL', name: 'made', sql: 'SELECT sum(amount::INT) AS total FROM shop.raw.orders' }],
      [{ type: 'DestinationDefaultCatalog', table_name: 'shop.gold.totals', mode: 'append' }],
    ),
  });
  for (const n of [1, 2, 3]) {
    write({ [`${DATA}/${n}.csv`]: `id,amount,tax\n${n},10,1\n` });
    await mesh('run');
  }
  const all = await ran('shop.gold.totals', '--version', '2');
  expect(all.versions).toMatchObject([{ inputs: [{ versions: [0, 1, 2] }] }]);
  expect((await ran('shop.gold.totals', '--version', '1')).versions).toMatchObject([
    { inputs: [{ versions: [0, 1] }] },
  ]);
  expect(await mesh('lineage', 'shop.gold.totals', '--version', '2')).toContain('read shop.raw.orders versions 0-2');
});

it('says plainly where rows, logs or SQL are gone', async () => {
  await mesh('run');
  const log = join(root, 'lake/shop/raw/orders/_delta_log');
  for (const n of [2, 3]) {
    write({ [`${DATA}/${n}.csv`]: `id,amount,tax\n${n},10,1\n` });
    await mesh('run');
  }
  const data = join(root, 'lake/shop/gold/totals');
  for (const name of readdirSync(data).filter((file) => file.endsWith('.parquet'))) rmSync(join(data, name));
  const rows = await ran('shop.gold.totals', '--version', '0');
  expect(rows.versions).toMatchObject([{ readable: false, gap: null }]);
  expect(origins(rows)).toEqual({ 'shop.gold.totals@0.total': ['shop.raw.orders@0.amount'] });
  expect(await mesh('lineage', 'shop.gold.totals', '--version', '0')).toContain('its rows are gone');

  rmSync(join(log, '00000000000000000000.json'));
  const gone = await ran('shop.gold.totals', '--version', '0', '--depth', 'all');
  expect(gone.versions).toMatchObject([
    { version: 0, inputs: [{ versions: [0] }] },
    {
      address: 'shop.raw.orders',
      version: 0,
      at: null,
      job: 'unknown',
      readable: false,
      gap: expect.stringContaining('no longer in the log'),
    },
  ]);
  expect(origins(gone)['shop.gold.totals@0.total']).toEqual([
    'version 0 of shop.raw.orders, which it was built from, is no longer in its log',
  ]);
});

it('a version whose upstream was vacuumed keeps its lineage, and says whose rows are gone', async () => {
  write({ 'domains/shop/raw/orders/pipeline.json': query('SELECT 0 AS amount') });
  for (let n = 0; n < 4; n++) {
    write({ 'domains/shop/raw/orders/pipeline.json': query(`SELECT ${n} AS amount`) });
    await mesh('run', n === 0 ? 'shop' : 'shop.raw.orders');
  }
  await mesh('vacuum', 'shop.raw.orders', '--retention', '0s', '--force');
  for (const command of [
    ['preview', 'shop.raw.orders', '--version', '0'],
    ['diff', 'shop.raw.orders@0', 'shop.raw.orders'],
  ])
    expect(await runCli(command, { cwd: root })).toMatchObject({
      exit: 2,
      stderr: expect.stringMatching(
        /rows of version 0 of shop\.raw\.orders were removed by a vacuum[^]*mesh history shop\.raw\.orders/,
      ),
    });
  const kept = await ran('shop.gold.totals', '--version', '0', '--depth', 'all');
  expect(kept.versions).toMatchObject([
    { address: 'shop.gold.totals', readable: true, inputs: [{ versions: [0] }] },
    { address: 'shop.raw.orders', version: 0, readable: false, job: 'changed' },
  ]);
  expect(origins(kept)).toMatchObject({ 'shop.gold.totals@0.total': ['shop.raw.orders@0.amount'] });
});

it('a version from before the SQL was kept is not guessed at', async () => {
  await mesh('run');
  const folder = join(root, 'lake/shop/gold/totals/_mesh');
  const [state = ''] = readdirSync(folder).filter((name) => name.startsWith('state-'));
  const { readFileSync } = require('node:fs') as typeof import('node:fs');
  const kept = JSON.parse(readFileSync(join(folder, state), 'utf8')) as { head: Record<string, unknown> };
  delete kept.head['definition'];
  writeFileSync(join(folder, state), JSON.stringify(kept));
  expect(origins(await ran('shop.gold.totals', '--version', '0'))).toEqual({
    'shop.gold.totals@0.total': ['shop.raw.orders@0.amount'],
  });
  write({ [`${TOTALS}/pipeline.json`]: query('SELECT tax AS total FROM shop.raw.orders') });
  const unknown = await ran('shop.gold.totals', '--version', '0');
  expect(unknown.versions).toMatchObject([{ job: 'unknown', inputs: [{ versions: [0] }] }]);
  expect(origins(unknown)['shop.gold.totals@0.total']).toEqual([
    expect.stringContaining('the SQL that it was built with is not known'),
  ]);
});

it.each([
  [['shop.gold.totals', '--version', '7'], 'shop.gold.totals has no version 7: it has the versions 0 to 0'],
  [['shop.gold.totals.nothing', '--version', '0'], 'version 0 of shop.gold.totals has no column `nothing`'],
  [['shop.gold.totals', '--version', '0', '--down'], '--version says what a version was built from'],
  [['shop.gold.nothing', '--version', '0'], 'is no dataset of this workspace'],
])('%j: %s', async (args, message) => {
  await mesh('run');
  const { exit, stderr } = await runCli(['lineage', ...args], { cwd: root });
  expect(exit).toBe(2);
  expect(stderr).toContain(message);
});

it('a version that only counted rows names the version whose rows they were', async () => {
  write({ [`${TOTALS}/pipeline.json`]: query('SELECT count(*) AS orders FROM shop.raw.orders') });
  await mesh('run');
  write({ [`${DATA}/2.csv`]: 'id,amount,tax\n2,20,2\n' });
  await mesh('run');
  for (const version of [0, 1]) {
    const { columns } = await ran('shop.gold.totals', '--version', String(version));
    expect(columns).toMatchObject([{ direct: [], rows: [`shop.raw.orders@${version}`] }]);
  }
});
