import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { contractFile, field, type Field } from '@mu-mesh/core';
import { DuckDBInstance } from '@duckdb/node-api';
import { mesh } from '../mesh-cli';
import { lint } from './linter';

jest.setTimeout(300_000);
const ROOT = resolve(__dirname, '../../../..');
const PRODUCT = 'data-product.odps.yaml';
const folder = mkdtempSync(join(tmpdir(), 'mesh-lint-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function files(name: string, at = join(ROOT, 'domains')): string[] {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return files(name, join(at, entry.name));
    return entry.name === name ? [join(at, entry.name)] : [];
  });
}

const struct = (...fields: Field[]) => ({ type: 'struct' as const, fields });
/** Words that SQL has a use for, and what only quotes can hold. */
const NAMES = ['order', 'left', 'user', 'Group', 'two words', 'so "called"', "o'clock", 'semi;colon -- x', 'größe'];
const COLUMNS: Field[] = [
  ...[
    'boolean',
    'byte',
    'short',
    'integer',
    'long',
    'float',
    'double',
    'decimal(20,0)',
    'decimal(9,2)',
    'string',
    'binary',
    'date',
    'timestamp',
    'timestamp_ntz',
  ].map((type, i) => field(`c${i}`, type)),
  field('many', {
    type: 'array',
    elementType: struct(field('sku', 'string'), field('two words', 'long')),
    containsNull: true,
  }),
  field('by_key', { type: 'map', keyType: 'string', valueType: 'double', valueContainsNull: true }),
  field('part', struct(field('a', 'date'), field('select', 'string'))),
  ...NAMES.map((name) => field(name, 'string')),
];

/** A workspace with one dataset whose contract was generated, of a table with every type. */
function generated(): string {
  const root = join(folder, 'mesh');
  const place = join(root, 'domains', 'shop', 'gold', 'orders');
  mkdirSync(place, { recursive: true });
  const columns = COLUMNS.map((one, i) => ({
    field: one,
    nulls: i % 2,
    distinct: 3,
    ...(one.name === 'c9' && { values: ['a', "b'c"] }),
    ...(one.name === 'c8' && { min: '-1.5', max: '9.25' }),
  }));
  writeFileSync(join(root, 'global-properties.json'), '{}');
  writeFileSync(
    join(root, 'domains', 'shop', PRODUCT),
    'apiVersion: v1.1.0\nkind: DataProduct\nid: shop\nteam: { members: [{ username: "@a/b", role: owner }] }\n',
  );
  writeFileSync(join(place, 'pipeline.json'), '{ "execution": [{ "type": "TransformSQL", "sql": "SELECT 1 AS c0" }] }');
  writeFileSync(
    join(place, 'contract.odcs.yaml'),
    contractFile({ address: 'shop.gold.orders', rows: 3, columns, owner: { name: 'B', username: '@a/b' } }),
  );
  return root;
}

test('contracts that are generated pass datacontract lint, and ours', async () => {
  const root = generated();
  const file = join(root, 'domains/shop/gold/orders/contract.odcs.yaml');
  const bad = join(folder, 'bad.odcs.yaml');
  writeFileSync(bad, readFileSync(file, 'utf8').replace('logicalType: date', 'logicalType: day'));
  expect(lint('datacontract', [file, bad])).toEqual({
    [file]: '',
    [bad]: expect.stringContaining('logicalType') as string,
  });
  const { exit, stderr } = await mesh(root, ['contract', 'export', 'shop.gold.orders']);
  expect([exit, stderr]).toEqual([0, '']);
});

test('the DDL of a generated contract makes a table that refuses what the contract refuses', async () => {
  const { stdout } = await mesh(generated(), ['contract', 'export', 'shop.gold.orders', '--format', 'sql']);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(stdout);
  const described = await connection.runAndReadAll(
    "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'orders'",
  );
  expect(described.getRows().map(([name]) => name)).toEqual(COLUMNS.map(({ name }) => name));
  expect(described.getRows()).toContainEqual(['many', 'STRUCT(sku VARCHAR, "two words" BIGINT)[]']);
  await expect(connection.run("INSERT INTO orders (c9) VALUES ('x')")).rejects.toThrow(/constraint/i);
});

test('a product that the standard does not admit fails dataproduct lint', () => {
  const good = join(ROOT, 'domains/sales', PRODUCT);
  const bad = join(folder, 'bad.odps.yaml');
  writeFileSync(bad, readFileSync(good, 'utf8').replace(/^kind: DataProduct$/m, 'kind: DataProdukt'));
  expect(lint('dataproduct', [good, bad])).toEqual({
    [good]: '',
    [bad]: expect.stringContaining('kind') as string,
  });
});

/** Contracts and products that a page shows as files, written to a folder. */
function shown(page: string): { contracts: string[]; products: string[] } {
  const written = { contracts: [] as string[], products: [] as string[] };
  const blocks = readFileSync(join(ROOT, page), 'utf8').matchAll(/^```yaml (\S+)\n([\s\S]*?)^```$/gm);
  for (const [index, [, path = '', text = '']] of [...blocks].entries()) {
    const file = join(folder, `${basename(page)}-${index}.yaml`);
    writeFileSync(file, text);
    if (path.endsWith('contract.odcs.yaml')) written.contracts.push(file);
    if (path.endsWith(PRODUCT)) written.products.push(file);
  }
  return written;
}

test('everything that is shipped, shown or written by a command passes the linters', async () => {
  const example = join(folder, 'example');
  expect(await mesh(folder, ['init', example])).toMatchObject({ exit: 0 });
  const pages = readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => shown(`docs/${name}`));
  const contracts = [...files('contract.odcs.yaml'), ...pages.flatMap((page) => page.contracts)];
  const products = [...files(PRODUCT), ...files(PRODUCT, example), ...pages.flatMap((page) => page.products)];
  const gold = files('pipeline.json').filter((file) => file.includes('/gold/'));
  expect(contracts.length).toBeGreaterThanOrEqual(gold.length);
  expect(products.length).toBeGreaterThan(4);
  expect(lint('datacontract', contracts)).toEqual(Object.fromEntries(contracts.map((file) => [file, ''])));
  expect(lint('dataproduct', products)).toEqual(Object.fromEntries(products.map((file) => [file, ''])));
});
