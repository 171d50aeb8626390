import { quarantineList } from '@mu-mesh/cli';
import { replay, type ReplayResult } from '@mu-mesh/core';
import { Scratch, pipeline, ingestOrders } from './scratch';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';

interface JobOptions {
  schema?: Record<string, string>;
  steps: unknown[];
}

function job({ schema, steps }: JobOptions): string {
  const read = ingestOrders(schema);
  return pipeline(
    [read, ...steps],
    [{ type: 'DestinationDefaultCatalog', table_name: ORDERS, mode: 'append', schema_evolution: 'evolve' }],
  );
}

const filter = (name: string, where: string): unknown => ({
  type: 'Data_filter',
  name,
  query: `SELECT * FROM input WHERE ${where}`,
});
const transform = (name: string, sql: string): unknown => ({ type: 'TransformSQL', name, sql });

let scratch: Scratch;
afterEach(() => scratch.dispose());

async function mesh(options: JobOptions, csv: string): Promise<void> {
  scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: job(options), [`${FOLDER}/data/1.csv`]: csv });
  await scratch.run();
}

function change(options: JobOptions): void {
  scratch.write(`${FOLDER}/pipeline.json`, job(options));
}

function again(ids: string[] = []): Promise<ReplayResult> {
  return scratch.withContext({}, (context) => replay(context, { address: ORDERS, ids }));
}

/** `rule row status` of every row in the quarantine. */
async function quarantine(): Promise<string[]> {
  const rows = await listed();
  return rows.map(({ rule, row, status }) => `${rule} ${row} ${status}`).sort();
}

async function listed() {
  return scratch.withContext({}, async (context) => (await quarantineList(context, ORDERS)).rows);
}

const FOUR = 'id,amount\n1,10\n2,20\n3,30\n4,40\n';

describe('a replay of rows that a filter refused', () => {
  it('lets in what passes now, from that filter on, and closes it in one commit; the rest stays as it was', async () => {
    const doubled = transform('doubled', 'SELECT id, amount * 2 AS amount FROM small');
    await mesh(
      {
        steps: [
          transform('more', 'SELECT id, amount + 1 AS amount FROM input'),
          filter('small', 'amount > 11'),
          doubled,
        ],
      },
      FOUR,
    );
    expect(await scratch.rows(ORDERS)).toEqual(['1|22']);
    const before = await listed();
    change({
      steps: [transform('more', 'SELECT id, amount + 1 AS amount FROM input'), filter('small', 'amount > 31'), doubled],
    });
    const result = await again();
    expect(result).toMatchObject({ version: 1, rows: { in: 3, out: 2, quarantined: 1, dropped: 0 } });
    expect(await scratch.rows(ORDERS)).toEqual(['1|22', '2|42', '3|62']);
    expect(await quarantine()).toEqual([
      'small {"id":2,"amount":21} replayed',
      'small {"id":3,"amount":31} replayed',
      'small {"id":4,"amount":41} open',
    ]);
    expect((await listed()).map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    expect(result.open).toEqual(before.filter(({ row }) => row?.includes('41')).map(({ id }) => id));
  });

  it('changes nothing when it is repeated, and leaves no file behind', async () => {
    await mesh({ steps: [filter('small', 'amount > 11')] }, FOUR);
    change({ steps: [filter('small', 'amount > 31')] });
    const first = await again();
    expect(await again()).toMatchObject({ replayed: [], open: first.open });
    await expect(again(first.replayed)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('no open row'),
    });
    expect(await scratch.withTable(ORDERS, (table) => table.head())).toMatchObject({ version: 1 });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|20', '3|30']);
    expect((await scratch.withTable(ORDERS, (table) => table.recover({ olderThan: 0 }))).removed).toEqual([]);
  });

  it('takes the rows that are named, and no others', async () => {
    await mesh({ steps: [filter('small', 'amount > 11')] }, FOUR);
    change({ steps: [filter('small', 'false')] });
    const id = (await listed()).find(({ row }) => row?.includes('30'))?.id ?? '';
    expect(await again([id])).toMatchObject({ replayed: [id], open: [] });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '3|30']);
  });

  it('tells equal rows apart by their number', async () => {
    await mesh({ steps: [filter('twice', 'amount > 11')] }, 'id,amount\n1,10\n2,20\n2,20\n2,20\n');
    change({ steps: [filter('twice', 'true QUALIFY row_number() OVER (PARTITION BY id) > 1')] });
    const result = await again();
    expect([result.replayed.length, result.open.length]).toEqual([1, 2]);
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|20']);
  });

  it('appends lines and output rows in one commit; what a later filter refuses of both stays', async () => {
    const steps = (small: string): unknown[] => [filter('small', small), filter('odd', 'id % 2 = 1')];
    await mesh({ steps: steps('amount > 11') }, 'id,amount\n2,2\n3,30\n4,40\n5,3000000005\n6,3000000006\n');
    expect(await scratch.rows(ORDERS)).toEqual(['2|2']);
    change({ schema: { id: 'BIGINT', amount: 'BIGINT' }, steps: steps('false') });
    expect(await again()).toMatchObject({ version: 1, rows: { in: 4, out: 2, quarantined: 2 } });
    expect(await scratch.rows(ORDERS)).toEqual(['2|2', '4|40', '6|3000000006']);
    const open = ['odd {"id":3,"amount":30} open', 'odd {"id":5,"amount":3000000005} open'];
    expect(await quarantine()).toEqual([
      'lines 5,3000000005 replayed',
      'lines 6,3000000006 replayed',
      ...open,
      'small {"id":3,"amount":30} replayed',
      'small {"id":4,"amount":40} replayed',
    ]);
    change({ schema: { id: 'BIGINT', amount: 'BIGINT' }, steps: [filter('small', 'false'), filter('odd', 'false')] });
    expect(await again()).toMatchObject({ version: 2, open: [] });
    expect(await scratch.rows(ORDERS)).toEqual(['2|2', '3|30', '4|40', '5|3000000005', '6|3000000006']);
  });

  it('gives every value back as it was', async () => {
    const types = `SELECT id, (amount + 0.25)::DECIMAL(20, 2) * 100000000000000::DECIMAL(15, 0) AS wide, 12.5::DECIMAL(5, 2) AS narrow, 0.1::FLOAT AS single, 1e300 AS double, true AS yes,
      TIMESTAMP '2026-01-02 03:04:05.678901' AS at, TIMESTAMPTZ '2026-01-02 03:04:05+01' AS instant, DATE '2026-01-02' AS day, '\\xAA\\x00a'::BLOB AS bytes,
      [1, NULL] AS list, {'x': 1, 'y': [{'z': 'q'}]} AS struct, MAP {'k': 1} AS map, NULL::VARCHAR AS none, '' AS empty, ' a"\\\\' || chr(10) || 'ü🙂 ' AS text, -9223372036854775808 AS least, 127::TINYINT AS tiny, 3::HUGEINT AS huge FROM input`;
    await mesh({ steps: [transform('typed', types), filter('every', 'false')] }, FOUR);
    const rows = await scratch.rows(ORDERS);
    expect(rows).toHaveLength(4);
    await scratch.dispose();
    await mesh({ steps: [transform('typed', types), filter('every', 'true')] }, FOUR);
    expect(await scratch.rows(ORDERS)).toEqual([]);
    change({ steps: [transform('typed', types), filter('every', 'false')] });
    expect(await again()).toMatchObject({ open: [], rows: { in: 4, out: 4 } });
    expect(await scratch.rows(ORDERS)).toEqual(rows);
  });

  it('knows the columns of a query, and of an ingest without types', async () => {
    const steps = (where: string): unknown[] => [
      transform('made', 'SELECT i AS id, i * 10 AS amount FROM range(4) r(i)'),
      filter('small', where),
    ];
    scratch = new Scratch();
    const write = (where: string): void =>
      scratch.write(
        `${FOLDER}/pipeline.json`,
        pipeline(steps(where), [{ type: 'DestinationDefaultCatalog', table_name: ORDERS, mode: 'append' }]),
      );
    write('amount > 11');
    await scratch.run();
    write('amount > 21');
    await again();
    expect(await scratch.rows(ORDERS)).toEqual(['0|0', '1|10', '2|20']);
    await scratch.dispose();
    const untyped = (where: string): string => {
      const read = {
        type: 'IngestCSV',
        name: 'lines',
        file_location: 'data/*.csv',
        additional_attributes: { header: 'true', inferSchema: 'true' },
      };
      return pipeline(
        [read, { type: 'Data_filter', name: 'small', query: `SELECT amount, id FROM input WHERE ${where}` }],
        [{ type: 'DestinationDefaultCatalog', table_name: ORDERS, mode: 'append' }],
      );
    };
    scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: untyped('amount > 11'), [`${FOLDER}/data/1.csv`]: FOUR });
    await scratch.run();
    scratch.write(`${FOLDER}/pipeline.json`, untyped('amount > 31'));
    await again();
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|20', '3|30']);
  });

  it('makes no value up: rows of other columns, or whose values do not fit, stay open', async () => {
    await mesh(
      { steps: [transform('out', "SELECT id, amount, 'x' AS note FROM input"), filter('small', 'amount > 11')] },
      FOUR,
    );
    change({ steps: [transform('out', 'SELECT id, amount FROM input'), filter('small', 'false')] });
    expect(await again()).toMatchObject({ replayed: [], rows: { in: 3, quarantined: 3 } });
    change({ steps: [transform('out', 'SELECT id, amount, 1 AS note FROM input'), filter('small', 'false')] });
    expect(await again()).toMatchObject({ replayed: [] });
    expect((await quarantine()).every((row) => row.endsWith('open'))).toBe(true);
    expect(await scratch.rows(ORDERS)).toEqual(['1|10|x']);
  });

  it('refuses where the quarantine has not kept every digit', async () => {
    await mesh(
      {
        steps: [
          transform('nested', 'SELECT id, amount, [amount::DECIMAL(30, 2)] AS list FROM input'),
          filter('small', 'amount > 11'),
        ],
      },
      FOUR,
    );
    await expect(again()).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('`list`') });
  });

  it('refuses where rows are needed that are not kept, and where the rule has gone', async () => {
    const steps = [
      transform('out', 'SELECT * FROM input'),
      filter('small', 'amount > 11'),
      transform('joined', 'SELECT small.* FROM small JOIN lines USING (id)'),
    ];
    await mesh({ steps }, FOUR);
    await expect(again()).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(/`joined` of sales\.raw\.orders reads `lines`/),
    });
    const id = (await listed())[0]?.id ?? '';
    change({ steps: [filter('tiny', 'amount > 11')] });
    await expect(again([id])).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('`small`') });
    expect(await again()).toMatchObject({ replayed: [], open: [] });
  });
});
