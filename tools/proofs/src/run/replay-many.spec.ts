import { replay, type ReplayResult } from '@mu-mesh/core';
import { contractFile } from '../check/contract-file';
import { mostRowsRead } from './rows-read';
import { Scratch, pipeline } from './scratch';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';
const ROWS = process.env['MU_MESH_FULL'] === undefined ? 12_000 : 300_000;
/** Rows that JavaScript may hold at once. */
const HELD = 5000;

interface JobOptions {
  type?: string;
  schema?: Record<string, string>;
  attributes?: Record<string, string>;
  filter?: string;
}

function job({
  type = 'IngestCSV',
  schema = { id: 'BIGINT', amount: 'INTEGER' },
  attributes,
  filter,
}: JobOptions): string {
  const read = {
    type,
    name: 'lines',
    file_location: 'data/*',
    schema,
    additional_attributes: attributes ?? { header: 'true' },
  };
  const refused =
    filter === undefined ? [] : [{ type: 'Data_filter', name: 'small', query: `SELECT * FROM input WHERE ${filter}` }];
  return pipeline(
    [read, ...refused],
    [{ type: 'DestinationDefaultCatalog', table_name: ORDERS, mode: 'append', schema_evolution: 'evolve' }],
  );
}

let scratch: Scratch;
afterEach(() => scratch.dispose());

async function mesh(options: JobOptions, name: string, text: string): Promise<void> {
  scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: job(options), [`${FOLDER}/data/${name}`]: text });
  await scratch.run();
}

function again(options: JobOptions): Promise<{ most: number; result: ReplayResult }> {
  scratch.write(`${FOLDER}/pipeline.json`, job(options));
  return scratch.withContext({}, (context) =>
    mostRowsRead(context)(() => replay(context, { address: ORDERS, ids: [] })),
  );
}

async function counted(): Promise<{ rows: number; distinct: number }> {
  const rows = await scratch.rows(ORDERS);
  return { rows: rows.length, distinct: new Set(rows).size };
}

it('a replay holds some thousand lines at a time, however many there are', async () => {
  const lines = Array.from({ length: ROWS }, (_, index) => `${index},${index % 3 === 0 ? 'x' : 3_000_000_000 + index}`);
  await mesh({}, '1.csv', `id,amount\n${lines.join('\n')}\n`);
  const { most, result } = await again({ schema: { id: 'BIGINT', amount: 'BIGINT' } });
  expect(most).toBeLessThanOrEqual(HELD);
  expect(result.rows).toEqual({ in: ROWS, out: (ROWS / 3) * 2, quarantined: ROWS / 3, dropped: 0 });
  expect(new Set(result.replayed).size).toBe((ROWS / 3) * 2);
  expect(new Set([...result.open, ...result.replayed]).size).toBe(ROWS);
  expect(await counted()).toEqual({ rows: (ROWS / 3) * 2, distinct: (ROWS / 3) * 2 });
  const { result: second } = await again({ schema: { id: 'BIGINT', amount: 'BIGINT' } });
  expect(second).toMatchObject({ replayed: [], open: result.open });
}, 900_000);

it('so do rows that a filter refused', async () => {
  const lines = Array.from({ length: ROWS }, (_, index) => `${index},${index % 3}`);
  await mesh({ filter: 'true' }, '1.csv', `id,amount\n${lines.join('\n')}\n`);
  const { most, result } = await again({ filter: 'amount = 0' });
  expect(most).toBeLessThanOrEqual(HELD);
  expect([result.replayed.length, result.open.length]).toEqual([(ROWS / 3) * 2, ROWS / 3]);
  expect(await counted()).toEqual({ rows: (ROWS / 3) * 2, distinct: (ROWS / 3) * 2 });
}, 900_000);

it('so do rows that a contract diverted', async () => {
  const lines = Array.from({ length: ROWS }, (_, index) => `${index},${index % 3}`);
  const rule = (minimum: number): void => {
    const amount = { name: 'amount', logicalType: 'integer', logicalTypeOptions: { minimum } };
    const id = { name: 'id', logicalType: 'integer', primaryKey: true };
    scratch.write(`${FOLDER}/contract.odcs.yaml`, contractFile('orders', [id, amount]));
  };
  scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: job({}) });
  scratch.write(`${FOLDER}/data/1.csv`, `id,amount\n${lines.join('\n')}\n`);
  rule(3);
  await scratch.run();
  rule(1);
  const { most, result } = await again({});
  expect(most).toBeLessThanOrEqual(HELD);
  expect([result.replayed.length, result.open.length]).toEqual([(ROWS / 3) * 2, ROWS / 3]);
  expect(await counted()).toEqual({ rows: (ROWS / 3) * 2, distinct: (ROWS / 3) * 2 });
  expect((await again({})).result).toMatchObject({ replayed: [], open: result.open });
}, 900_000);

it('elements of a document of JSON are read again, each for itself; a broken document stays', async () => {
  const json: JobOptions = { type: 'IngestJSON', attributes: { multiLine: 'true' } };
  await mesh(json, '1.json', '[{"id":1,"amount":3000000001},\n{"id":2,"amount":2},\n{"id":3,"amount":"x"}]');
  scratch.write(`${FOLDER}/data/2.json`, '[\n{"id":4,"amount":4},\n{"id":5\n');
  await scratch.run();
  expect(await scratch.rows(ORDERS)).toEqual(['2|2']);
  const { result } = await again({ ...json, schema: { id: 'BIGINT', amount: 'BIGINT' } });
  expect([result.replayed.length, result.open.length]).toEqual([1, 2]);
  expect(await scratch.rows(ORDERS)).toEqual(['1|3000000001', '2|2']);
});
