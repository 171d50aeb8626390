import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { quarantineList } from '@mu-mesh/cli';
import type { FaultStep } from '@mu-mesh/core';
import { Scratch, outcome, pipeline } from '../run/scratch';
import { contractFile, type Keys } from './contract-file';

const LINES = 'domains/shop/raw/lines/pipeline.json';
const ORDERS = 'domains/shop/silver/orders';
const ADDRESS = 'shop.silver.orders';

const made = (query: string) => pipeline([{ type: 'TransformSQL', name: 'made', query }]);
const CUSTOMERS = made('SELECT i::BIGINT AS id FROM range(1, 20) r(i)');

/** 3,000 rows in the order of `id`: some ids come twice or not at all, other columns have what their rules refuse. */
const DIRTY = `SELECT CASE WHEN i % 50 = 1 THEN i - 1 WHEN i % 70 = 0 THEN NULL ELSE i END AS id, i % 7 AS part,
  CASE WHEN i % 40 = 0 THEN 99 ELSE 1 + i % 19 END AS customer, CASE WHEN i % 30 = 0 THEN NULL ELSE 'n-' || i END AS name,
  CASE WHEN i % 25 = 0 THEN -1 ELSE i % 9 END AS quantity, ['a', 'b', 'c'][1 + i % 3] AS state FROM range(3000) r(i)`;
const CLEAN = DIRTY.replaceAll(/i % (50|70|40|30|25) = \d/g, 'false');
/** The same rows, shuffled: no key stands beside its like. */
const SHUFFLED = `SELECT * FROM (${DIRTY}) ORDER BY hash(name, quantity, id)`;
const ONLY_KEYS = `SELECT * REPLACE (CASE WHEN id % 100 = 3 THEN id - 2 ELSE id END AS id) FROM (${CLEAN})`;
const ONLY_LINKS = `SELECT * REPLACE (CASE WHEN id % 100 = 3 THEN 99 ELSE customer END AS customer) FROM (${CLEAN})`;
const NUMBERED = `SELECT *, id AS i FROM (${CLEAN})`;
/** One row of all, the last. */
const LAST = `SELECT * REPLACE (CASE WHEN id = 2999 THEN -5 ELSE quantity END AS quantity) FROM (${CLEAN})`;

const RULES: Keys[] = [
  { name: 'customer', logicalType: 'integer', relationships: [{ to: 'shop.raw.customers.id' }] },
  { name: 'name', logicalType: 'string', required: true, logicalTypeOptions: { pattern: '^n-[0-9]+$' } },
  { name: 'quantity', logicalType: 'integer', logicalTypeOptions: { minimum: 0 } },
  { name: 'state', logicalType: 'string', enum: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] },
];
const KEYED = [{ name: 'id', logicalType: 'integer', primaryKey: true }, ...RULES];
const UNIQUE = [{ name: 'id', logicalType: 'integer', unique: true }, ...RULES];
const COMPOSITE = [
  { name: 'id', logicalType: 'integer', primaryKey: true, primaryKeyPosition: 1 },
  { name: 'part', logicalType: 'integer', primaryKey: true, primaryKeyPosition: 2 },
  ...RULES,
];
const ANY = { property: 'additionalColumns', value: true };
/** Names that the checks give to columns of their own. */
const NAMED = `SELECT id AS "#n", part AS k0, customer AS place, name AS "#reasons", quantity AS own, state AS before FROM (${DIRTY})`;
const NAMES: Keys[] = [
  { name: '#n', logicalType: 'integer', primaryKey: true },
  { name: 'k0', logicalType: 'integer', required: true },
  { name: 'place', logicalType: 'integer', relationships: [{ to: 'shop.raw.customers.id' }] },
  { name: '#reasons', logicalType: 'string', required: true },
  { name: 'own', logicalType: 'integer', logicalTypeOptions: { minimum: 0 } },
  { name: 'before', logicalType: 'string', enum: [{ value: 'a' }, { value: 'b' }] },
];
const on = (value: string): Keys => ({ customProperties: [ANY, { property: 'onBrokenRow', value }] });
const PLAIN: Keys = { customProperties: [ANY] };
const MEASURED: Keys = {
  ...PLAIN,
  quality: [
    { name: 'many', type: 'library', metric: 'rowCount', mustBeGreaterThan: 100 },
    { name: 'sum', type: 'sql', query: 'SELECT sum(quantity) >= 0 FROM {object}', mustBe: true },
  ],
};
const PARTS = [{ type: 'DestinationDefaultCatalog', table_name: ADDRESS, mode: 'overwrite', partition_by: ['part'] }];

interface Seen {
  ended: string;
  rows: string[];
  refused: string[];
  checks: string[];
  /** Parquet files of the table when its rows are computed, and when they are committed. */
  files: number[];
}

let scratch: Scratch;
afterEach(() => scratch.dispose());

async function run(): Promise<Seen> {
  const files: number[] = [];
  const folder = join(scratch.root, 'lake/shop/silver/orders');
  const count = () =>
    readdirSync(folder, { recursive: true }).filter((name) => /part-[^/]*$/.test(String(name))).length;
  const at = (step: FaultStep) =>
    void (step === 'stage.after' || step === 'log.linked' ? files.push(count()) : undefined);
  await scratch.run(['shop.raw'], { full: true });
  const ended = outcome(await scratch.run([ADDRESS], { at, full: true }), ADDRESS);
  const { rows } = await scratch.withContext({}, (context) => quarantineList(context, ADDRESS));
  const head = await scratch.withTable(ADDRESS, (table) => table.head());
  return {
    ended,
    rows: head ? await scratch.rows(ADDRESS) : [],
    refused: rows.map(({ row, reasons, status }) => `${status} ${row ?? ''}: ${reasons.join('; ')}`).sort(),
    checks: (head?.state?.head.checks ?? []).map(({ name, status, rows: found }) => `${name}: ${status} ${found}`),
    files,
  };
}

function mesh(from: string, properties: Keys[], object: Keys, destination: unknown[] = []): void {
  scratch = new Scratch({ [LINES]: made(from), 'domains/shop/raw/customers/pipeline.json': CUSTOMERS });
  scratch.write(`${ORDERS}/contract.odcs.yaml`, contractFile('orders', properties, object));
  written('SELECT * FROM shop.raw.lines', destination);
}

function written(query: string, destination: unknown[] = []): void {
  scratch.write(`${ORDERS}/pipeline.json`, pipeline([{ type: 'TransformSQL', name: 'made', query }], destination));
}

/** The same rows, which must not be computed twice. */
const ONCE = 'SELECT * FROM shop.raw.lines LIMIT 1000000';

it.each<[string, string, Keys[], Keys, unknown[]]>([
  ['rows of every kind of fault', DIRTY, KEYED, MEASURED, []],
  ['in no order', SHUFFLED, KEYED, MEASURED, []],
  ['a key of several columns', SHUFFLED, COMPOSITE, PLAIN, []],
  ['columns of odd names', NAMED, NAMES, PLAIN, []],
  ['a unique column', DIRTY, UNIQUE, PLAIN, []],
  ['rules about rows alone', DIRTY, RULES.slice(1), PLAIN, []],
  ['repeated keys alone', ONLY_KEYS, KEYED, MEASURED, []],
  ['keys that lead nowhere alone', ONLY_LINKS, KEYED, PLAIN, []],
  ['one row, the last', LAST, KEYED, PLAIN, []],
  ['no row', CLEAN, KEYED, MEASURED, []],
  ['rows that stay and are told of', DIRTY, KEYED, on('warn'), []],
  ['rows that stop the commit', DIRTY, KEYED, on('fail'), []],
  ['a table in partitions', SHUFFLED, KEYED, MEASURED, PARTS],
])(
  'rows that are judged before they are written end as those judged after: %s',
  async (_, from, properties, object, destination) => {
    mesh(from, properties, object, destination);
    const first = await run();
    const again = await run();
    const { files: written1, ...before } = first;
    const { files: written2, ...later } = again;
    expect(written1[0]).toBe(0);
    expect(later.rows).toEqual(before.rows);
    expect(later.checks).toEqual(before.checks);
    await scratch.dispose();
    mesh(from, properties, object, destination);
    written(ONCE, destination);
    const { files, ...after } = await run();
    expect(before).toEqual(after);
    if (destination.length > 0 || before.ended.startsWith('failed')) return;
    expect(files[0]).toBe(1);
    expect([written1, written2]).toEqual([
      [0, 1],
      [1, 2],
    ]);
  },
  60_000,
);

it.each([
  ['id', 'NULL', 'id is missing'],
  ['id', '7', 'id is a duplicate'],
  ['customer', '99', 'customer is not in shop.raw.customers'],
  ['name', 'NULL', 'name is missing'],
  ['name', "'other'", 'name does not match'],
  ['quantity', '-5', 'quantity is not at least 0'],
  ['state', "'d'", 'state is none of'],
])('one row of all that breaks one rule is found: %s %s', async (column, value, reason) => {
  mesh(
    `SELECT * REPLACE (CASE WHEN i = 2990 THEN ${value} ELSE ${column} END AS ${column}) FROM (${NUMBERED})`,
    KEYED,
    PLAIN,
  );
  const { rows, refused, checks, files } = await run();
  expect(files).toEqual([0, 1]);
  expect(rows).toHaveLength(2999);
  expect(refused).toEqual([expect.stringContaining(reason)]);
  expect(checks.filter((check) => !check.endsWith(': passed 0'))).toEqual([expect.stringMatching(/: diverted 1$/)]);
});

it('rows that are added end the same, with the keys that the table has already', async () => {
  const more = DIRTY.replace('range(3000)', 'range(2500, 4000)');
  const append = [{ type: 'DestinationDefaultCatalog', table_name: ADDRESS, mode: 'append' }];
  const seen: Omit<Seen, 'files'>[][] = [];
  for (const query of ['SELECT * FROM shop.raw.lines', ONCE]) {
    mesh(DIRTY, KEYED, PLAIN, append);
    written(query, append);
    const { files: _first, ...first } = await run();
    scratch.write(LINES, made(more));
    const { files: _second, ...second } = await run();
    seen.push([first, second]);
    if (query !== ONCE) await scratch.dispose();
  }
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]?.[1]?.rows.length).toBeGreaterThan(seen[0]?.[0]?.rows.length ?? Infinity);
}, 60_000);

it('a value that cannot be computed is said at the SQL that gives it', async () => {
  mesh(DIRTY, KEYED, PLAIN);
  written('SELECT * REPLACE (CAST(name AS BIGINT) AS customer) FROM shop.raw.lines WHERE name IS NOT NULL');
  await scratch.run(['shop.raw']);
  const [found] = (await scratch.run([ADDRESS])).datasets.flatMap(({ issues }) => issues);
  expect(found).toMatchObject({ code: 'DATA_INVALID', position: { line: 1, pointer: '/execution/0/query' } });
});
