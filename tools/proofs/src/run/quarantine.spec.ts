import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quarantineDiscard, quarantineList, type QuarantineRow, quarantineShow } from '@mu-mesh/cli';
import { mostRowsRead } from './rows-read';
import { Scratch, outcome, pipeline } from './scratch';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';

/** 8 lines: 3 good, 1 of a wrong type, 1 too short, 1 too long, 1 for the filter, 1 of two lines and a wrong type. */
const DIRTY = 'id,amount\n1,10\nx,20\n3\n4,40,more\n5,50\n6,-6\n7,70\n"a\nb",80\n';

interface JobOptions {
  mode?: 'append' | 'overwrite';
  /** Spark's `mode` of the reader. */
  reader?: string;
  steps?: unknown[];
}

function job({ mode = 'append', reader, steps = [] }: JobOptions): string {
  const attributes = { header: 'true', multiLine: 'true', ...(reader && { mode: reader }) };
  const ingest = {
    type: 'IngestCSV',
    name: 'lines',
    file_location: 'data/*.csv',
    schema: { id: 'BIGINT', amount: 'INTEGER' },
    additional_attributes: attributes,
  };
  return pipeline([ingest, ...steps], [{ type: 'DestinationDefaultCatalog', table_name: ORDERS, mode }]);
}

function mesh(options: JobOptions, files: Record<string, string>): Scratch {
  const scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: job(options) });
  for (const [name, text] of Object.entries(files)) scratch.write(`${FOLDER}/data/${name}`, text);
  return scratch;
}

async function list(scratch: Scratch): Promise<QuarantineRow[]> {
  return scratch.withContext({}, async (context) => (await quarantineList(context, ORDERS)).rows);
}

/** `1.csv:3 open lines` a row. */
async function brief(scratch: Scratch): Promise<string[]> {
  return (await list(scratch))
    .map(({ file, line, status, rule }) => `${file?.split('/').at(-1) ?? '-'}:${line ?? '-'} ${status} ${rule}`)
    .sort();
}

const FILTER = {
  type: 'Data_filter',
  name: 'positive',
  query: 'SELECT * FROM input WHERE amount < 0',
  bad_data: 'bad/%dd%mm%yyyy',
};

let scratch: Scratch;
afterEach(() => scratch.dispose());

describe('counts', () => {
  it.each([
    ['QUARANTINE', undefined, 'committed 8|4|4|0', ['1|10', '5|50', '6|-6', '7|70']],
    ['PERMISSIVE', 'PERMISSIVE', 'committed 8|8|0|0', ['1|10', '3|', '4|40', '5|50', '6|-6', '7|70', '|20', '|80']],
    ['DROPMALFORMED', 'DROPMALFORMED', 'committed 8|4|0|4', ['1|10', '5|50', '6|-6', '7|70']],
  ])('in = out + quarantined + dropped: %s', async (_, reader, counts, rows) => {
    scratch = mesh({ ...(reader && { reader }) }, { '1.csv': DIRTY });
    expect(outcome(await scratch.run(), ORDERS)).toBe(counts);
    expect(await scratch.rows(ORDERS)).toEqual(rows);
    expect(await list(scratch)).toHaveLength(Number(counts.split('|')[2]));
  });

  it('stop the run in FAILFAST, naming the line; nothing is written', async () => {
    scratch = mesh({ reader: 'FAILFAST' }, { '1.csv': DIRTY });
    const { datasets } = await scratch.run();
    const message = expect.stringMatching(/^id: "x" is no whole number of 64 bits/);
    const position = { file: join(scratch.root, FOLDER, 'data/1.csv'), line: 3, column: 1 };
    expect(datasets).toMatchObject([{ status: 'failed', issues: [{ code: 'DATA_INVALID', message, position }] }]);
    expect(await scratch.withTable(ORDERS, (table) => table.head())).toBeUndefined();
  });

  it('include the rows of a filter, which keeps them as they were', async () => {
    scratch = mesh({ steps: [FILTER] }, { '1.csv': DIRTY });
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 8|3|5|0');
    expect(await brief(scratch)).toEqual([
      '-:- open positive',
      '1.csv:3 open lines',
      '1.csv:4 open lines',
      '1.csv:5 open lines',
      '1.csv:9 open lines',
    ]);
    const refused = (await list(scratch)).find(({ rule }) => rule === 'positive');
    expect(JSON.parse(refused?.row ?? '')).toEqual({ id: 6, amount: -6 });
  });
});

describe('the quarantine', () => {
  it('keeps raw lines, with every reason once', async () => {
    scratch = mesh({}, { '1.csv': 'id,amount\nx,y\n' });
    await scratch.run();
    const [row] = await list(scratch);
    expect(row).toMatchObject({ line: 2, row: 'x,y', status: 'open', rule: 'lines' });
    expect(row?.reasons).toHaveLength(2);
  });

  it('grows with an append', async () => {
    scratch = mesh({}, { '1.csv': 'id,amount\nx,1\n1,1\n' });
    await scratch.run();
    scratch.write(`${FOLDER}/data/2.csv`, 'id,amount\ny,1\nz,1\n');
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 2|0|2|0');
    expect(await brief(scratch)).toEqual(['1.csv:2 open lines', '2.csv:2 open lines', '2.csv:3 open lines']);
  });

  it('is replaced by an overwrite', async () => {
    scratch = mesh({ mode: 'overwrite' }, { '1.csv': 'id,amount\nx,1\n1,1\n' });
    await scratch.run();
    scratch.write(`${FOLDER}/data/1.csv`, 'id,amount\n2,2\n1,1\nzz,1\n');
    await scratch.run();
    expect(await brief(scratch)).toEqual(['1.csv:4 open lines']);
    scratch.write(`${FOLDER}/data/1.csv`, 'id,amount\n2,2\n');
    await scratch.run();
    expect(await brief(scratch)).toEqual([]);
  });

  it('shows the rows of a failed run as pending and leaves the table as it was', async () => {
    scratch = mesh({}, { '1.csv': 'id,amount\nx,1\n1,1\n' });
    await scratch.run();
    const check = {
      type: 'Validations',
      name: 'few',
      query: 'SELECT * FROM input WHERE amount > 5',
      fail_threshold: 1,
      warn_threshold: 0,
      fail_alerts: { fail_message: 'too many large amounts' },
    };
    scratch.write(`${FOLDER}/pipeline.json`, job({ steps: [check] }));
    scratch.write(`${FOLDER}/data/2.csv`, 'id,amount\n2,6\n3,7\ny,1\n4,1\n');
    const before = await scratch.withTable(ORDERS, (table) => table.head());
    const { datasets } = await scratch.run();
    expect(datasets).toMatchObject([
      {
        status: 'failed',
        issues: [
          { code: 'THRESHOLD', message: expect.stringMatching(/too many large amounts: 2 of 3 rows \(66\.67 %\)/) },
        ],
      },
    ]);
    expect(await scratch.withTable(ORDERS, (table) => table.head())).toEqual(before);
    expect(await brief(scratch)).toEqual([
      '-:- pending few',
      '-:- pending few',
      '1.csv:2 open lines',
      '2.csv:4 pending lines',
    ]);
    await expect(
      scratch.withContext({}, async (context) =>
        quarantineDiscard(
          context,
          ORDERS,
          [(await list(scratch)).find(({ status }) => status === 'pending')?.id ?? ''],
          'x',
        ),
      ),
    ).rejects.toMatchObject({ code: 'USAGE' });
    scratch.write(`${FOLDER}/data/2.csv`, 'id,amount\n2,6\n3,1\ny,1\n4,1\n');
    const passed = await scratch.run();
    expect(outcome(passed, ORDERS)).toBe('committed 4|3|1|0');
    expect(passed.datasets[0]?.issues).toMatchObject([{ code: 'THRESHOLD', severity: 'warning' }]);
    expect(await brief(scratch)).toEqual(['1.csv:2 open lines', '2.csv:4 open lines']);
  });

  it('counts no row twice when the same run fails again and again', async () => {
    const check = { type: 'Validations', name: 'none', query: 'SELECT * FROM input', fail_threshold: '10%' };
    scratch = mesh({ steps: [check] }, { '1.csv': 'id,amount\nx,1\n1,1\n' });
    for (let i = 0; i < 3; i++) await scratch.run();
    expect(await brief(scratch)).toEqual(['-:- pending none', '1.csv:2 pending lines']);
    scratch.write(`${FOLDER}/pipeline.json`, job({}));
    await scratch.run();
    expect(await brief(scratch)).toEqual(['1.csv:2 open lines']);
  });

  it('closes discarded rows with their reason, and nothing else', async () => {
    scratch = mesh({}, { '1.csv': 'id,amount\nx,1\ny,1\n1,1\n' });
    await scratch.run();
    const [first] = await list(scratch);
    const discard = (reason: string): Promise<unknown> =>
      scratch.withContext({}, (context) => quarantineDiscard(context, ORDERS, [first?.id ?? ''], reason));
    await expect(discard(' ')).rejects.toMatchObject({ code: 'USAGE' });
    expect(await discard('test data')).toMatchObject({ version: 1, discarded: [first?.id] });
    expect(await discard('test data')).toMatchObject({ version: null, discarded: [] });
    expect(await brief(scratch)).toEqual(['1.csv:2 discarded lines', '1.csv:3 open lines']);
    expect(await scratch.rows(ORDERS)).toEqual(['1|1']);
    expect((await scratch.entries(ORDERS)).find(({ kind }) => kind === 'resolved')).toMatchObject({
      status: 'discarded',
      reason: 'test data',
    });
    expect(await scratch.plan()).toEqual([`${ORDERS} skip: unchanged`]);
  });
});

it('reads no more rows than are asked for', async () => {
  const lines = Array.from({ length: 300 }, (_, index) => `x${index},1`);
  scratch = mesh({}, { '1.csv': `id,amount\n${lines.join('\n')}\n` });
  await scratch.run();
  const all = (await list(scratch)).map(({ id }) => id);
  const [first = '', second = ''] = all;
  await scratch.withContext({}, async (context) => {
    const read = mostRowsRead(context);
    expect(await read(() => quarantineDiscard(context, ORDERS, [second, first], 'x'))).toMatchObject({
      most: 2,
      result: { discarded: [second, first] },
    });
    const ids = async (filter: Parameters<typeof quarantineList>[2]) => {
      const { most, result } = await read(() => quarantineList(context, ORDERS, filter));
      return { most, ids: result.rows.map(({ id, status }) => `${status} ${all.indexOf(id)}`) };
    };
    expect(await ids({ limit: 3 })).toEqual({ most: 3, ids: ['discarded 0', 'discarded 1', 'open 2'] });
    expect(await ids({ status: 'open', limit: 2 })).toEqual({ most: 2, ids: ['open 2', 'open 3'] });
    expect(await ids({ status: 'discarded' })).toEqual({ most: 2, ids: ['discarded 0', 'discarded 1'] });
    for (const status of ['replayed', 'pending'] as const) expect(await ids({ status })).toEqual({ most: 0, ids: [] });
    expect(await read(() => quarantineShow(context, ORDERS, first))).toMatchObject({ most: 1 });
    expect(await read(() => quarantineShow(context, ORDERS, first.slice(0, 18)))).toMatchObject({
      most: 1,
      result: { row: { id: first, status: 'discarded' } },
    });
    await expect(quarantineShow(context, ORDERS, '')).rejects.toThrow('begins the ids of 300 rows');
    await expect(quarantineShow(context, ORDERS, "x' OR")).rejects.toThrow('is no row in the quarantine');
    expect((await quarantineDiscard(context, ORDERS, [], 'rest')).discarded).toEqual(all.slice(2));
    expect((await ids({ status: 'open' })).ids).toEqual([]);
  });
});

describe('bad_data', () => {
  it('holds exactly the rows that the filter refused, in a folder of the day or a file of its own', async () => {
    scratch = mesh({ steps: [FILTER] }, { '1.csv': DIRTY });
    await scratch.run([], { now: () => new Date('2026-03-09T23:59:59Z') });
    const folder = join(scratch.root, FOLDER, 'bad/09032026');
    const [name = '', ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(readFileSync(join(folder, name), 'utf8')).toBe('id,amount\n6,-6\n');
    scratch.write(`${FOLDER}/pipeline.json`, job({ steps: [{ ...FILTER, bad_data: 'bad/refused.ndjson' }] }));
    scratch.write(`${FOLDER}/data/2.csv`, 'id,amount\n8,-8\n');
    await scratch.run();
    expect(readFileSync(join(scratch.root, FOLDER, 'bad/refused.ndjson'), 'utf8')).toBe('{"id":8,"amount":-8}\n');
  });

  it('refuses a filter whose rows are not those of its input', async () => {
    scratch = mesh(
      { steps: [{ ...FILTER, query: 'SELECT id, amount + 1 AS amount FROM input WHERE amount < 0' }] },
      { '1.csv': DIRTY },
    );
    const { datasets } = await scratch.run();
    expect(datasets[0]).toMatchObject({ status: 'failed' });
    expect(await scratch.withTable(ORDERS, (table) => table.head())).toBeUndefined();
  });
});
