import { quarantineDiscard, quarantineList } from '@mu-mesh/cli';
import { replay, type ReplayResult } from '@mu-mesh/core';
import { Scratch, pipeline } from './scratch';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';
const NARROW = { id: 'BIGINT', amount: 'INTEGER' };
const WIDE = { id: 'BIGINT', amount: 'BIGINT' };

interface JobOptions {
  evolution: string;
  schema?: Record<string, string>;
  ingest?: Record<string, unknown>;
}

function job({ evolution, schema = NARROW, ingest = {} }: JobOptions): string {
  const read = { type: 'IngestCSV', name: 'lines', file_location: 'data/*', schema, ...ingest };
  const attributes = { header: 'true', multiLine: 'true' };
  const destination = { type: 'DestinationDefaultCatalog', table_name: ORDERS, mode: 'append' };
  return pipeline([{ additional_attributes: attributes, ...read }], [{ ...destination, schema_evolution: evolution }]);
}

let scratch: Scratch;
afterEach(() => scratch.dispose());

/** A first file gives the table its columns; the second has what is refused by narrower types. */
async function mesh(options: JobOptions, first: string, second: string): Promise<void> {
  scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: job({ ...options, schema: WIDE }) });
  scratch.write(`${FOLDER}/data/1`, first);
  await scratch.run();
  change(options);
  scratch.write(`${FOLDER}/data/2`, second);
  await scratch.run();
}

function change(options: JobOptions): void {
  scratch.write(`${FOLDER}/pipeline.json`, job(options));
}

function again(ids: string[] = []): Promise<ReplayResult> {
  return scratch.withContext({}, (context) => replay(context, { address: ORDERS, ids }));
}

async function statuses(): Promise<string[]> {
  return scratch.withContext({}, async (context) =>
    (await quarantineList(context, ORDERS)).rows.map(({ rule, row, status }) => `${rule} ${row} ${status}`).sort(),
  );
}

async function idOf(rule: string): Promise<string> {
  const { rows } = await scratch.withContext({}, (context) => quarantineList(context, ORDERS));
  return rows.find((row) => row.rule === rule)?.id ?? '';
}

const BIG = 3_000_000_000;
const SECOND = [
  'id,amount,extra',
  '2,2,',
  `3,${BIG},`,
  `4,${BIG},x`,
  'q',
  `5,${BIG},"two`,
  'lines"',
  `"6",${BIG},""`,
  `7,${BIG},,8`,
  '',
].join('\n');

describe('a replay of rows whose file had a column more', () => {
  it('discard_row: rows without a value there enter, the others stay open under their ids', async () => {
    await mesh({ evolution: 'discard_row' }, 'id,amount\n1,1\n', SECOND);
    expect(await scratch.rows(ORDERS)).toEqual(['1|1', '2|2']);
    const before = await scratch.withContext({}, (context) => quarantineList(context, ORDERS));
    change({ evolution: 'discard_row', schema: WIDE });
    const result = await again();
    expect(result.rows).toEqual({ in: 6, out: 2, quarantined: 4, dropped: 0 });
    expect(await scratch.rows(ORDERS)).toEqual(['1|1', '2|2', `3|${BIG}`, `6|${BIG}`]);
    expect(await statuses()).toEqual([
      `lines "6",${BIG},"" replayed`,
      `lines 3,${BIG}, replayed`,
      `lines 4,${BIG},x open`,
      `lines 5,${BIG},"two\nlines" open`,
      `lines 7,${BIG},,8 open`,
      'lines q open',
    ]);
    const after = await scratch.withContext({}, (context) => quarantineList(context, ORDERS));
    expect(after.rows.map(({ id }) => id).sort()).toEqual(before.rows.map(({ id }) => id).sort());
  });

  it('discard_value: the rows enter without the values that have no place', async () => {
    await mesh({ evolution: 'discard_row' }, 'id,amount\n1,1\n', 'id,amount,extra\n2,zz,\n3,zz,x\nq\n');
    change({ evolution: 'discard_value' });
    const result = await again();
    expect([result.replayed.length, result.open.length]).toEqual([2, 1]);
    expect(await scratch.rows(ORDERS)).toEqual(['1|1', '2|', '3|']);
    expect(await statuses()).toEqual(['lines 2,zz, replayed', 'lines 3,zz,x replayed', 'lines q open']);
  });

  it('reads objects of JSON with more keys in the same way', async () => {
    const ingest = { type: 'IngestJSON', additional_attributes: {} };
    const text = `{"id": 2, "amount": ${BIG}}\n {"id": 3, "amount": ${BIG}, "extra": 1}\n {"amount": ${BIG}}\n{broken\n`;
    await mesh({ evolution: 'discard_row', ingest }, '{"id": 1, "amount": 1}\n', text);
    change({ evolution: 'discard_row', schema: WIDE, ingest });
    const result = await again();
    expect([result.replayed.length, result.open.length]).toEqual([2, 2]);
    expect((await statuses()).filter((row) => row.endsWith('open'))).toEqual([
      expect.stringContaining('"extra": 1}'),
      'lines {broken open',
    ]);
  });

  it('knows files of several headers, and one whose columns have one name', async () => {
    await mesh({ evolution: 'discard_row' }, 'id,amount\n1,1\n', `id,amount,twice,twice\n2,${BIG},,\n3,${BIG},,x\n`);
    scratch.write(`${FOLDER}/data/3`, `amount,id\n${BIG},4\n`);
    await scratch.run();
    change({ evolution: 'discard_row', schema: WIDE });
    const result = await again();
    expect([result.replayed.length, result.open.length]).toEqual([2, 1]);
    expect((await statuses()).filter((row) => row.endsWith('open'))).toEqual([`lines 3,${BIG},,x open`]);
  });

  it('says what to do about rows that discard_row refused', async () => {
    await mesh({ evolution: 'discard_row' }, 'id,amount\n1,1\n', `id,amount,extra\n2,2,x\n3,${BIG},\n4,4,y\n`);
    change({ evolution: 'discard_row', schema: WIDE });
    const message =
      '2 open rows were refused by `schema-rows` and not replayed: they have values that the table has no place for';
    const { replayed, issues } = await again();
    expect([replayed.length, issues]).toEqual([1, [expect.objectContaining({ severity: 'warning', message })]]);
    expect(issues[0]?.hint).toContain('"evolve"');
    const id = await idOf('schema-rows');
    await expect(again([id])).rejects.toMatchObject({
      code: 'USAGE',
      hint: issues[0]?.hint?.replace(/^/, 'It is not replayed. '),
    });
    await scratch.withContext({}, (context) => quarantineDiscard(context, ORDERS, [id], 'test'));
    expect((await again()).issues).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^1 open row was refused by `schema-rows`.*it has values/),
      }),
    ]);
  });

  it('says which header it cannot read, and names no file of its own', async () => {
    await mesh({ evolution: 'freeze' }, 'id,amount\n1,1\n', 'id,amount\n2,zz\n');
    change({ evolution: 'freeze', schema: { ...NARROW, added: 'INTEGER' } });
    const failure = again();
    await expect(failure).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/^rows that `lines` refused under the header id,amount: its header lacks "added"/),
      hint: expect.stringContaining('discard them with a reason'),
    });
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining('.mesh') });
  });
});
