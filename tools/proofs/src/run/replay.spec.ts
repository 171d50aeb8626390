import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { quarantineList, quarantineReplay } from '@mu-mesh/cli';
import { replay, type ReplayResult } from '@mu-mesh/core';
import { Scratch, outcome, pipeline } from './scratch';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';
const NARROW = { id: 'BIGINT', amount: 'INTEGER' };

interface JobOptions {
  schema?: Record<string, string>;
  attributes?: Record<string, unknown>;
  ingest?: Record<string, unknown>;
  steps?: unknown[];
  destination?: Record<string, unknown>;
}

function job({ schema = NARROW, attributes = {}, ingest = {}, steps = [], destination = {} }: JobOptions = {}): string {
  const read = {
    type: 'IngestCSV',
    name: 'lines',
    file_location: 'data/*.csv',
    schema,
    additional_attributes: { header: 'true', ...attributes },
    ...ingest,
  };
  return pipeline(
    [read, ...steps],
    [
      {
        type: 'DestinationDefaultCatalog',
        table_name: ORDERS,
        mode: 'append',
        schema_evolution: 'evolve',
        ...destination,
      },
    ],
  );
}

async function mesh(options: JobOptions, files: Record<string, string | Buffer>): Promise<Scratch> {
  const made = new Scratch({ [`${FOLDER}/pipeline.json`]: job(options) });
  for (const [name, text] of Object.entries(files)) made.write(`${FOLDER}/data/${name}`, text);
  await made.run();
  return made;
}

let scratch: Scratch;
afterEach(() => scratch.dispose());

function again(ids: string[] = []): Promise<ReplayResult> {
  return scratch.withContext({}, (context) => replay(context, { address: ORDERS, ids }));
}

function change(options: JobOptions): void {
  scratch.write(`${FOLDER}/pipeline.json`, job(options));
}

/** `line status` of every row in the quarantine. */
async function statuses(): Promise<string[]> {
  return scratch.withContext({}, async (context) =>
    (await quarantineList(context, ORDERS)).rows.map(({ row, status }) => `${row} ${status}`).sort(),
  );
}

const WIDE = { id: 'BIGINT', amount: 'BIGINT' };

describe('a replay', () => {
  it('appends the rows that fit a wider schema and closes them, in one commit', async () => {
    scratch = await mesh({}, { '1.csv': 'id,amount\n1,10\n2,3000000000\nx,3\n' });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10']);
    change({ schema: WIDE });
    const result = await again();
    expect(result).toMatchObject({ version: 1, rows: { in: 2, out: 1 } });
    expect([result.replayed.length, result.open.length]).toEqual([1, 1]);
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|3000000000']);
    expect(await statuses()).toEqual(['2,3000000000 replayed', 'x,3 open']);
  });

  it('changes nothing when it is repeated', async () => {
    scratch = await mesh({}, { '1.csv': 'id,amount\n1,10\n2,3000000000\nx,3\n' });
    change({ schema: WIDE });
    const first = await again();
    expect(await again()).toMatchObject({ replayed: [], open: first.open });
    await expect(again(first.replayed)).rejects.toMatchObject({ code: 'USAGE' });
    expect(await scratch.withTable(ORDERS, (table) => table.head())).toMatchObject({ version: 1 });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|3000000000']);
  });

  it('keeps the provenance: the next run reads new files only', async () => {
    scratch = await mesh({}, { '1.csv': 'id,amount\n1,10\n2,3000000000\n' });
    change({ schema: WIDE });
    await scratch.run();
    await again();
    expect(await scratch.plan()).toEqual([`${ORDERS} skip: unchanged`]);
    scratch.write(`${FOLDER}/data/2.csv`, 'id,amount\n5,5\n');
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 1|1|0|0');
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|3000000000', '5|5']);
  });

  it('takes the rows that are named, and no others', async () => {
    scratch = await mesh({}, { '1.csv': 'id,amount\n1,3000000001\n2,3000000002\n3,3\n' });
    change({ schema: WIDE });
    const { rows } = await scratch.withContext({}, (context) => quarantineList(context, ORDERS));
    const second = rows.find(({ row }) => row?.startsWith('2,'));
    const id = second?.id ?? '';
    expect(await again([id, id])).toMatchObject({ replayed: [id], open: [] });
    expect(await scratch.rows(ORDERS)).toEqual(['2|3000000002', '3|3']);
    await expect(again(['nonsense'])).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('nonsense'),
    });
  });

  it('follows the column order of each file', async () => {
    scratch = await mesh(
      {},
      {
        '1.csv': 'id,amount\n1,3000000001\n',
        '2.csv': 'amount,id\n3000000002,2\n3,4\n',
        '3.csv': '"id","amount"\n3,3000000003\n',
      },
    );
    change({ schema: WIDE });
    await again();
    expect(await scratch.rows(ORDERS)).toEqual(['1|3000000001', '2|3000000002', '3|3000000003', '4|3']);
  });

  it.each([
    ['\n', 'line feeds'],
    ['\r\n', 'pairs'],
  ])('reads rows of several lines again (%j)', async (end) => {
    const text = ['id,name,amount', '1,"a', 'b",3000000001', '2,"c', '', 'd",x', '3,plain,3000000003', ''].join(end);
    const schema = { id: 'BIGINT', name: 'VARCHAR', amount: 'INTEGER' };
    scratch = await mesh({ schema, attributes: { multiLine: 'true' } }, { '1.csv': text });
    expect((await statuses()).length).toBe(3);
    change({ schema: { ...schema, amount: 'BIGINT' }, attributes: { multiLine: 'true' } });
    const result = await again();
    expect([result.replayed.length, result.open.length]).toEqual([2, 1]);
    expect((await scratch.rows(ORDERS)).map((row) => row.replaceAll('\r\n', '\n'))).toEqual([
      '1|a\nb|3000000001',
      '3|plain|3000000003',
    ]);
    expect((await statuses()).filter((row) => row.endsWith('open'))).toEqual([expect.stringMatching(/^2,"c/)]);
  });

  it('reads a header and rows in another encoding', async () => {
    const schema = { größe: 'INTEGER', name: 'VARCHAR' };
    const file = Buffer.from('name,größe\nMünchen,3000000000\n', 'latin1');
    scratch = await mesh({ schema, ingest: { encoding: 'windows-1252' } }, { '1.csv': file });
    expect(await statuses()).toEqual(['München,3000000000 open']);
    change({ schema: { ...schema, größe: 'BIGINT' }, ingest: { encoding: 'windows-1252' } });
    await again();
    expect(await scratch.rows(ORDERS)).toEqual(['3000000000|München']);
  });

  it('runs the later steps again: a filter refuses what it must', async () => {
    const steps = [
      { type: 'Data_filter', name: 'odd', query: 'SELECT * FROM input WHERE id % 2 = 1' },
      { type: 'TransformSQL', name: 'doubled', sql: 'SELECT id, amount * 2 AS amount FROM input' },
    ];
    scratch = await mesh({ steps }, { '1.csv': 'id,amount\n1,3000000001\n2,3000000002\n4,4\n' });
    change({ schema: WIDE, steps });
    const result = await again();
    expect(result.rows).toEqual({ in: 2, out: 1, quarantined: 1, dropped: 0 });
    expect(await scratch.rows(ORDERS)).toEqual(['2|6000000004', '4|8']);
    expect(await statuses()).toEqual([
      '1,3000000001 replayed',
      '2,3000000002 replayed',
      expect.stringMatching(/^\{"id":1,.*open$/),
    ]);
  });

  it('gives nothing back where a check fails', async () => {
    scratch = await mesh({}, { '1.csv': 'id,amount\n1,3000000001\n4,4\n' });
    const before = await scratch.withTable(ORDERS, (table) => table.head());
    change({
      schema: WIDE,
      steps: [{ type: 'Validations', name: 'none', query: 'SELECT * FROM input', fail_threshold: 0 }],
    });
    await expect(again()).rejects.toMatchObject({ code: 'THRESHOLD' });
    expect(await scratch.withTable(ORDERS, (table) => table.head())).toEqual(before);
    expect((await statuses()).filter((row) => row.endsWith('open'))).toEqual(['1,3000000001 open']);
  });

  it('puts no value into another column when the source has changed since', async () => {
    scratch = await mesh(
      { ingest: { on_changed_file: 'append_as_new' } },
      { '1.csv': 'id,amount\n1,3000000001\n4,4\n' },
    );
    scratch.write(`${FOLDER}/data/1.csv`, 'amount,id\n8,7\n');
    change({ schema: WIDE, ingest: { on_changed_file: 'append_as_new' } });
    await scratch.run();
    await again();
    expect(await scratch.rows(ORDERS)).toEqual(['1|3000000001', '4|4', '7|8']);
  });

  it('puts no value into another column when the source is gone', async () => {
    scratch = await mesh({}, { '1.csv': 'amount,id\n3000000001,1\n', '2.csv': 'id,amount\n4,4\n' });
    change({ schema: WIDE });
    await rm(join(scratch.root, FOLDER, 'data/1.csv'));
    await again();
    expect(await scratch.rows(ORDERS)).toEqual(['1|3000000001', '4|4']);
  });

  it('loses no row where a changed file repeats a line that was refused before', async () => {
    const ingest = { on_changed_file: 'append_as_new' };
    scratch = await mesh({ ingest }, { '1.csv': 'id,amount\n1,3000000001\n' + '4,4\n' });
    scratch.write(`${FOLDER}/data/1.csv`, 'id,amount\n1,3000000001\n5,5\n');
    await scratch.run();
    change({ schema: WIDE, ingest });
    const { rows } = await scratch.withContext({}, (context) => quarantineList(context, ORDERS));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
    await again([rows[0]?.id ?? '']);
    expect(await statuses()).toEqual(['1,3000000001 open', '1,3000000001 replayed']);
    expect(await scratch.rows(ORDERS)).toEqual(['1|3000000001', '4|4', '5|5']);
    await again();
    expect(await scratch.rows(ORDERS)).toEqual(['1|3000000001', '1|3000000001', '4|4', '5|5']);
  });

  it('reads files without a header by position', async () => {
    scratch = await mesh({ attributes: { header: 'false' } }, { '1.csv': '1,3000000001\n2,2\n' });
    change({ schema: WIDE, attributes: { header: 'false' } });
    await rm(join(scratch.root, FOLDER, 'data/1.csv'));
    await again();
    expect(await scratch.rows(ORDERS)).toEqual(['1|3000000001', '2|2']);
  });

  it('reads NDJSON again', async () => {
    const ingest = { type: 'IngestJSON', file_location: 'data/*.ndjson', additional_attributes: {} };
    scratch = await mesh(
      { ingest },
      { '1.ndjson': '{"id": 1, "amount": 3000000001}\n{"id": 2, "amount": 2}\nnot json\n' },
    );
    expect(await scratch.rows(ORDERS)).toEqual(['2|2']);
    change({ schema: WIDE, ingest });
    const result = await again();
    expect([result.replayed.length, result.open.length]).toEqual([1, 1]);
    expect(await scratch.rows(ORDERS)).toEqual(['1|3000000001', '2|2']);
  });

  it('is a re-run for an overwriting dataset', async () => {
    const destination = { mode: 'overwrite' };
    scratch = await mesh({ destination }, { '1.csv': 'id,amount\n1,3000000001\n2,2\n' });
    await expect(again()).rejects.toMatchObject({ code: 'USAGE' });
    change({ schema: WIDE, destination });
    const { result } = await scratch.withContext({}, (context) => quarantineReplay(context, ORDERS, []));
    expect(result).toMatchObject({ rerun: true, version: 1 });
    expect(await scratch.rows(ORDERS)).toEqual(['1|3000000001', '2|2']);
    expect(await statuses()).toEqual([]);
  });

  it('leaves no file behind', async () => {
    scratch = await mesh({}, { '1.csv': 'id,amount\n1,3000000001\nx,2\n' });
    change({ schema: WIDE });
    await again();
    await again();
    const { removed } = await scratch.withTable(ORDERS, (table) => table.recover({ olderThan: 0 }));
    expect(removed).toEqual([]);
  });
});
