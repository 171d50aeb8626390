import { quarantineDiscard, quarantineList, quarantineShow } from '@mu-mesh/cli';
import { replay } from '@mu-mesh/core';
import { mostRowsRead } from './rows-read';
import { Scratch, pipeline } from './scratch';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';
const ROWS = process.env['MU_MESH_FULL'] === undefined ? 6000 : 300_000;
/** Rows that JavaScript may hold at once. */
const HELD = 5000;

function job(mode: string, amount = 'INTEGER'): string {
  const read = {
    type: 'IngestCSV',
    name: 'lines',
    file_location: 'data/*.csv',
    schema: { id: 'BIGINT', amount },
    additional_attributes: { header: 'true' },
  };
  return pipeline(
    [read],
    [{ type: 'DestinationDefaultCatalog', table_name: ORDERS, mode, schema_evolution: 'evolve' }],
  );
}

let scratch: Scratch;
afterEach(() => scratch.dispose());

const text = (from: number, to: number): string =>
  `id,amount\n${Array.from({ length: to - from }, (_, index) => `${from + index},${3_000_000_000 + from + index}`).join('\n')}\n`;

async function built(mode: string): Promise<void> {
  scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: job(mode), [`${FOLDER}/data/1.csv`]: text(0, ROWS) });
  await scratch.run();
}

async function count(status: 'open' | 'discarded' | 'replayed'): Promise<number> {
  const { rows } = await scratch.withContext({}, (context) => quarantineList(context, ORDERS, { status }));
  return rows.length;
}

async function discardAll(reason: string) {
  return scratch.withContext({}, (context) =>
    mostRowsRead(context)(() => quarantineDiscard(context, ORDERS, [], reason)),
  );
}

/** Entries of the table's state by kind, and the characters of all. */
async function state(): Promise<{ kinds: Record<string, number>; size: number }> {
  const entries = await scratch.entries(ORDERS);
  const kinds: Record<string, number> = {};
  for (const { kind } of entries) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return { kinds, size: JSON.stringify(entries).length };
}

it('many rows are discarded by one entry, which every command understands', async () => {
  await built('append');
  const [first] = (await scratch.withContext({}, (context) => quarantineList(context, ORDERS, { limit: 1 }))).rows;
  await scratch.withContext({}, (context) => quarantineDiscard(context, ORDERS, [first?.id ?? ''], 'one'));
  const { most, result } = await discardAll("all of it isn't needed");
  expect(most).toBeLessThanOrEqual(HELD);
  expect(result).toMatchObject({ version: 2, closed: [] });
  expect(new Set(result.discarded).size).toBe(ROWS - 1);
  const { kinds, size } = await state();
  expect(kinds).toEqual({ source: 1, quarantine: 1, resolved: 1, closed: 1 });
  expect(size).toBeLessThan(2000);
  expect([await count('open'), await count('discarded'), await count('replayed')]).toEqual([0, ROWS, 0]);
  const show = (id: string) => scratch.withContext({}, (context) => quarantineShow(context, ORDERS, id));
  expect((await show(first?.id ?? '')).row.closed).toMatchObject({ reason: 'one' });
  const { row } = await show(result.discarded[7] ?? '');
  expect(row).toMatchObject({ status: 'discarded', closed: { reason: "all of it isn't needed" } });
  expect((await discardAll('again')).result).toMatchObject({ version: null, discarded: [] });
  expect(await scratch.withContext({}, (context) => replay(context, { address: ORDERS, ids: [] }))).toMatchObject({
    replayed: [],
    open: [],
  });
  await scratch.withTable(ORDERS, async (table) => {
    expect((await table.recover({ olderThan: 0 })).removed).toEqual([]);
    await table.vacuum({ retention: 0, keepVersions: 1, dryRun: false });
  });
  expect(await count('discarded')).toBe(ROWS);
}, 900_000);

it('many rows that a replay lets in are closed by one entry, once', async () => {
  await built('append');
  scratch.write(`${FOLDER}/pipeline.json`, job('append', 'BIGINT'));
  const again = () => scratch.withContext({}, (context) => replay(context, { address: ORDERS, ids: [] }));
  expect((await again()).replayed).toHaveLength(ROWS);
  expect((await state()).kinds).toEqual({ source: 1, quarantine: 1, closed: 1 });
  expect(await again()).toMatchObject({ replayed: [], open: [] });
  expect(new Set(await scratch.rows(ORDERS)).size).toBe(ROWS);
  expect([await count('open'), await count('replayed')]).toEqual([0, ROWS]);
  expect((await scratch.withTable(ORDERS, (table) => table.recover({ olderThan: 0 }))).removed).toEqual([]);
}, 900_000);

it('a rebuild that refuses them again keeps them discarded, and forgets those that it does not', async () => {
  await built('overwrite');
  await discardAll('known');
  scratch.write(`${FOLDER}/data/1.csv`, text(0, ROWS - 1000).replace('\n0,', '\n0,1'));
  scratch.write(`${FOLDER}/data/2.csv`, text(ROWS, ROWS + 5));
  for (const full of [false, true]) {
    await scratch.run([], { full });
    expect([await count('open'), await count('discarded')]).toEqual([6, ROWS - 1001]);
    expect((await state()).kinds).toEqual({ source: 2, quarantine: 1, closed: 1 });
  }
  expect((await scratch.withTable(ORDERS, (table) => table.recover({ olderThan: 0 }))).removed).toEqual([]);
}, 900_000);
