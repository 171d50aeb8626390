import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { contractFile, field, type Field } from '@mu-mesh/core';
import { DuckDBInstance } from '@duckdb/node-api';
import { pythonVenv } from '@mu-mesh/services';
import { mesh } from '../mesh-cli';

jest.setTimeout(300_000);
const ROOT = resolve(__dirname, '../../../..');
const PRODUCT = 'data-product.odps.yaml';
const folder = mkdtempSync(join(tmpdir(), 'mesh-lint-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a linter of the standards' own tools; returns what it said where it refused. */
function lint(tool: 'datacontract' | 'dataproduct', file: string): string {
  const version = tool === 'datacontract' ? '1.2.8' : '0.3.2';
  const { python } = pythonVenv([`${tool}-cli==${version}`]);
  try {
    execFileSync(join(dirname(python), tool), ['lint', file], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, NO_COLOR: '1' },
    });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout || String(error);
  }
}

function files(name: string, at = join(ROOT, 'domains')): string[] {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return files(name, join(at, entry.name));
    return entry.name === name ? [join(at, entry.name)] : [];
  });
}

const struct = (...fields: Field[]) => ({ type: 'struct' as const, fields });
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
  field('part', struct(field('a', 'date'))),
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
  expect(lint('datacontract', file)).toBe('');
  const { exit, stderr } = await mesh(root, ['contract', 'export', 'shop.gold.orders']);
  expect([exit, stderr]).toEqual([0, '']);
  writeFileSync(
    join(folder, 'bad.odcs.yaml'),
    readFileSync(file, 'utf8').replace('logicalType: date', 'logicalType: day'),
  );
  expect(lint('datacontract', join(folder, 'bad.odcs.yaml'))).toContain('logicalType');
});

test('the DDL of a generated contract makes a table that refuses what the contract refuses', async () => {
  const { stdout } = await mesh(generated(), ['contract', 'export', 'shop.gold.orders', '--format', 'sql']);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(stdout);
  const described = await connection.runAndReadAll(
    "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'orders'",
  );
  expect(described.getRows()).toHaveLength(COLUMNS.length);
  expect(described.getRows()).toContainEqual(['many', 'STRUCT(sku VARCHAR, "two words" BIGINT)[]']);
  await expect(connection.run("INSERT INTO orders (c9) VALUES ('x')")).rejects.toThrow(/constraint/i);
});

test('every contract and product of this mesh passes the linters', () => {
  for (const file of files('contract.odcs.yaml'))
    expect({ file, says: lint('datacontract', file) }).toEqual({ file, says: '' });
  const products = files(PRODUCT);
  expect(products.length).toBeGreaterThan(0);
  for (const file of products) expect({ file, says: lint('dataproduct', file) }).toEqual({ file, says: '' });
});
