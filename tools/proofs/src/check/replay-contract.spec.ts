import { quarantineList, quarantineReplay } from '@mu-mesh/cli';
import { replay, type ReplayResult } from '@mu-mesh/core';
import { Scratch, pipeline, ingestOrders } from '../run/scratch';
import { contractFile, type Keys } from './contract-file';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';
const TABLE = { type: 'DestinationDefaultCatalog', table_name: ORDERS, mode: 'append', schema_evolution: 'evolve' };

interface Setting {
  steps?: unknown[];
  schema?: Record<string, string>;
  jobs?: unknown[];
}

function job({ steps = [], schema }: Setting): string {
  const read = ingestOrders(schema);
  return pipeline([read, ...steps], [TABLE]);
}

const atLeast = (minimum: number): Keys => ({
  name: 'amount',
  logicalType: 'integer',
  logicalTypeOptions: { minimum },
});
const ID: Keys = { name: 'id', logicalType: 'integer' };
const KEY: Keys = { ...ID, primaryKey: true };

let scratch: Scratch;
afterEach(() => scratch.dispose());

function contract(properties: Keys[], object: Keys = {}, keys: Keys = {}): void {
  scratch.write(`${FOLDER}/contract.odcs.yaml`, contractFile('orders', properties, object, keys));
}

async function mesh(properties: Keys[], csv: string, setting: Setting = {}, object: Keys = {}): Promise<void> {
  scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: job(setting), [`${FOLDER}/data/1.csv`]: csv });
  contract(properties, object);
  await scratch.run();
}

function again(ids: string[] = []): Promise<ReplayResult> {
  return scratch.withContext({}, (context) => replay(context, { address: ORDERS, ids }));
}

async function listed() {
  return scratch.withContext({}, async (context) => (await quarantineList(context, ORDERS)).rows);
}

/** `status rule row: reasons` of every row in the quarantine. */
async function quarantine(): Promise<string[]> {
  return (await listed())
    .map(({ status, rule, row, reasons }) => `${status} ${rule} ${row}: ${reasons.join('; ')}`)
    .sort();
}

const version = async (): Promise<number | undefined> =>
  (await scratch.withTable(ORDERS, (table) => table.head()))?.version;
const AMOUNTS = 'id,amount\n1,10\n2,-2\n3,-3\n4,-40\n';
const row = (id: number, amount: number): string => `{"id":${id},"amount":${amount}}`;

describe('a replay of rows that the rules of a contract diverted', () => {
  it('lets them in when the rule is loosened, in one commit that closes them, and once', async () => {
    await mesh([ID, atLeast(0)], AMOUNTS);
    expect(await scratch.rows(ORDERS)).toEqual(['1|10']);
    contract([ID, atLeast(-100)]);
    const before = (await listed()).map(({ id }) => id).sort();
    const result = await again();
    expect(result).toMatchObject({ version: 1, open: [], rows: { in: 3, out: 3, quarantined: 0, dropped: 0 } });
    expect([...result.replayed].sort()).toEqual(before);
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|-2', '3|-3', '4|-40']);
    expect((await listed()).map(({ id, status }) => `${id} ${status}`).sort()).toEqual(
      before.map((id) => `${id} replayed`),
    );
    expect(await again()).toMatchObject({ replayed: [], open: [] });
    await expect(again(before)).rejects.toMatchObject({ message: expect.stringContaining('no open row') });
    expect(await version()).toBe(1);
    expect(await scratch.rows(ORDERS)).toHaveLength(4);
    expect((await scratch.withTable(ORDERS, (table) => table.recover({ olderThan: 0 }))).removed).toEqual([]);
  });

  it('refuses them again while the rule stands, and changes nothing', async () => {
    await mesh([ID, atLeast(0)], AMOUNTS);
    const before = await listed();
    const result = await again();
    expect(result).toMatchObject({ replayed: [], rows: { in: 3, out: 0, quarantined: 3, dropped: 0 } });
    expect([...result.open].sort()).toEqual(before.map(({ id }) => id).sort());
    expect(result.version).toBeUndefined();
    expect([await version(), await listed()]).toEqual([0, before]);
  });

  it('takes what passes, and tells of the rest why it stays now, under the same ids', async () => {
    await mesh([ID, atLeast(0)], AMOUNTS);
    const ids = new Map((await listed()).map(({ id, row: text }) => [text, id]));
    contract([{ ...ID, logicalTypeOptions: { maximum: 2 } }, atLeast(-10)]);
    expect(await again()).toMatchObject({ version: 1, rows: { in: 3, out: 1, quarantined: 2, dropped: 0 } });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|-2']);
    expect(await quarantine()).toEqual([
      `open contract-rows ${row(3, -3)}: maximum id: id is not at most 2`,
      `open contract-rows ${row(4, -40)}: maximum id: id is not at most 2; minimum amount: amount is not at least -10`,
      `replayed contract-rows ${row(2, -2)}: minimum amount: amount is not at least 0`,
    ]);
    expect(new Map((await listed()).map(({ id, row: text }) => [text, id]))).toEqual(ids);
    expect(await again()).toMatchObject({ replayed: [] });
    expect(await version()).toBe(1);
    contract([ID, atLeast(-10), { name: 'absent', logicalType: 'integer' }]);
    await expect(again()).rejects.toMatchObject({ code: 'CONTRACT_BROKEN' });
    expect((await quarantine()).filter((text) => text.startsWith('open'))).toHaveLength(2);
    contract([ID, atLeast(-100)]);
    expect(await again()).toMatchObject({ version: 2, open: [] });
    expect(await scratch.rows(ORDERS)).toHaveLength(4);
    const { removed } = await scratch.withTable(ORDERS, (table) => table.recover({ olderThan: 0 }));
    expect(removed.filter((path) => !path.includes('/_mesh/'))).toEqual([]);
  });

  it('records another reason although no row passes', async () => {
    await mesh([ID, atLeast(0)], 'id,amount\n1,10\n2,-2\n');
    contract([{ ...ID, logicalTypeOptions: { maximum: 1 } }, atLeast(-10)]);
    expect(await again()).toMatchObject({ version: 1, replayed: [], rows: { in: 1, out: 0, quarantined: 1 } });
    expect(await quarantine()).toEqual([`open contract-rows ${row(2, -2)}: maximum id: id is not at most 1`]);
    expect(await scratch.rows(ORDERS)).toEqual(['1|10']);
  });

  it('takes the rows that are named, and no others', async () => {
    await mesh([ID, atLeast(0)], AMOUNTS);
    contract([ID, atLeast(-100)]);
    const id = (await listed()).find(({ row: text }) => text === row(3, -3))?.id ?? '';
    expect(await again([id])).toMatchObject({ replayed: [id], open: [] });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '3|-3']);
  });

  it.each<[string, Keys[], Keys, Keys]>([
    ['is gone from the contract', [ID, { name: 'amount', logicalType: 'integer' }], {}, {}],
    ['only warns', [ID, atLeast(0)], { customProperties: [{ property: 'onBrokenRow', value: 'warn' }] }, {}],
    ['is of a draft', [ID, atLeast(0)], {}, { status: 'draft' }],
  ])('lets every row in where the rule %s', async (_, properties, object, keys) => {
    await mesh([ID, atLeast(0)], AMOUNTS);
    contract(properties, object, keys);
    expect(await again()).toMatchObject({ version: 1, open: [], rows: { out: 3 } });
    expect(await scratch.rows(ORDERS)).toHaveLength(4);
  });

  it('keeps what breaks a rule open where the contract says `onBrokenRow: fail`, and takes the others', async () => {
    await mesh([ID, atLeast(0)], AMOUNTS);
    contract([ID, atLeast(-10)], { customProperties: [{ property: 'onBrokenRow', value: 'fail' }] });
    expect(await again()).toMatchObject({ version: 1, rows: { in: 3, out: 2, quarantined: 1 } });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|-2', '3|-3']);
  });

  it('holds keys against the table and the other rows: one row of each', async () => {
    await mesh([KEY, atLeast(0)], 'id,amount\n1,10\n1,11\n2,-2\n2,-3\n3,30\n');
    scratch.write(`${FOLDER}/data/2.csv`, 'id,amount\n2,-4\n3,31\n');
    await scratch.run();
    contract([KEY, atLeast(-100)]);
    expect(await again()).toMatchObject({ rows: { in: 5, out: 1, quarantined: 4 } });
    const rows = await scratch.rows(ORDERS);
    expect(rows.map((text) => text.split('|')[0])).toEqual(['1', '2', '3']);
    expect(rows).toEqual(expect.arrayContaining(['1|10', '3|30']));
    expect(await again()).toMatchObject({ replayed: [] });
    const open = (await quarantine()).filter((text) => text.startsWith('open'));
    expect(open).toHaveLength(4);
    expect(open.every((text) => text.endsWith(': primaryKey id: id is a duplicate'))).toBe(true);
  });

  it('lets in what has its counterpart by now, also in a table that the job reads', async () => {
    const customers = 'domains/sales/raw/customers';
    const reference = { to: '../customers/contract.odcs.yaml#schema/customers/properties/id' };
    const key = { ...ID, relationships: [reference] };
    const made = (list: string): string =>
      pipeline([{ type: 'TransformSQL', name: 'made', query: `SELECT unnest([${list}])::BIGINT AS id` }]);
    const read = {
      type: 'TransformSQL',
      name: 'joined',
      query: 'SELECT i.* FROM input i LEFT JOIN sales.raw.customers c USING (id)',
    };
    for (const steps of [[], [read]]) {
      scratch = new Scratch({
        [`${customers}/pipeline.json`]: made('1'),
        [`${customers}/contract.odcs.yaml`]: contractFile('customers', [{ ...ID, primaryKey: true }]),
        [`${FOLDER}/pipeline.json`]: job({ steps }),
        [`${FOLDER}/data/1.csv`]: 'id,amount\n1,10\n2,20\n3,30\n',
      });
      contract([key, atLeast(0)]);
      await scratch.run();
      expect(await scratch.rows(ORDERS)).toEqual(['1|10']);
      scratch.write(`${customers}/pipeline.json`, made('1, 2'));
      await scratch.run(['sales.raw.customers']);
      expect(await again()).toMatchObject({ rows: { in: 2, out: 1, quarantined: 1 } });
      expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|20']);
      await scratch.dispose();
    }
  });

  it('goes together with lines and with what a filter refused, in one commit; each is judged with the others', async () => {
    const small = (where: string): unknown => ({
      type: 'Data_filter',
      name: 'small',
      query: `SELECT * FROM input WHERE ${where}`,
    });
    const csv = 'id,amount\n1,10\n2,-2\n3,300\n4,3000000004\n5,-3000000005\n6,400\n6,-6\n';
    await mesh([KEY, atLeast(0)], csv, { steps: [small('amount > 100')] });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10']);
    scratch.write(
      `${FOLDER}/pipeline.json`,
      job({ schema: { id: 'BIGINT', amount: 'BIGINT' }, steps: [small('false')] }),
    );
    contract([KEY, atLeast(-100)]);
    const result = await again();
    expect(result).toMatchObject({ version: 1, rows: { in: 6, out: 4, quarantined: 2, dropped: 0 } });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|-2', '3|300', '4|3000000004', '6|-6']);
    expect((await quarantine()).filter((text) => text.startsWith('open'))).toEqual([
      'open contract-rows {"id":5,"amount":-3000000005}: minimum amount: amount is not at least -100',
      'open contract-rows {"id":6,"amount":400}: primaryKey id: id is a duplicate',
    ]);
    expect(await again()).toMatchObject({ replayed: [] });
  });

  it('works where an earlier job of the file makes a private table', async () => {
    scratch = new Scratch();
    const jobs = (where: string): string =>
      JSON.stringify([
        JSON.parse(
          pipeline(
            [{ type: 'TransformSQL', name: 'made', query: 'SELECT i AS id, i - 2 AS amount FROM range(4) r(i)' }],
            [{ type: 'DestinationDefaultCatalog', table_name: 'staged', mode: 'overwrite' }],
          ),
        ),
        JSON.parse(
          pipeline([{ type: 'TransformSQL', name: 'joined', query: `SELECT * FROM staged ${where}` }], [TABLE]),
        ),
      ]);
    scratch.write(`${FOLDER}/pipeline.json`, jobs(''));
    contract([ID, atLeast(0)]);
    await scratch.run();
    expect(await scratch.rows(ORDERS)).toEqual(['2|0', '3|1']);
    contract([ID, atLeast(-1)]);
    expect(await again()).toMatchObject({ rows: { in: 2, out: 1, quarantined: 1 } });
    expect(await scratch.rows(ORDERS)).toEqual(['1|-1', '2|0', '3|1']);
  });

  it('gives a row null in a column that the table got later, and every other value back as it was', async () => {
    const types = (more: string): unknown[] => [
      {
        type: 'TransformSQL',
        name: 'typed',
        query: `SELECT id, amount, (amount + 0.25)::DECIMAL(20, 2) * 100000000000000::DECIMAL(15, 0) AS wide, 1e300 AS double,
      TIMESTAMP '2026-01-02 03:04:05.678901' AS at, TIMESTAMPTZ '2026-01-02 03:04:05+01' AS instant, DATE '2026-01-02' AS day, '\\xAA\\x00a'::BLOB AS bytes,
      [1, NULL] AS list, {'x': 1, 'y': [{'z': 'q'}]} AS struct, MAP {'k': 1} AS map, ' a"\\\\' || chr(10) || 'ü🙂 ' AS text${more} FROM input`,
      },
    ];
    const open = { customProperties: [{ property: 'additionalColumns', value: true }] };
    await mesh([ID, { name: 'amount', logicalType: 'integer' }], AMOUNTS, { steps: types('') }, open);
    const rows = await scratch.rows(ORDERS);
    expect(rows).toHaveLength(4);
    await scratch.dispose();
    await mesh([ID, atLeast(0)], AMOUNTS, { steps: types('') }, open);
    scratch.write(`${FOLDER}/pipeline.json`, job({ steps: types(", 'x' AS later") }));
    scratch.write(`${FOLDER}/data/2.csv`, 'id,amount\n5,5\n');
    await scratch.run();
    contract([ID, atLeast(-100)], open);
    expect(await again()).toMatchObject({ open: [], rows: { in: 3, out: 3 } });
    const now = await scratch.rows(ORDERS);
    const old = now.filter((text) => !text.endsWith('|x')).map((text) => text.replace(/\|$/, ''));
    expect([now.length, old.length]).toEqual([5, 4]);
    expect(old.sort()).toEqual(rows);
  });

  it('is a re-run where the dataset is overwritten: rows whose rule was loosened come in', async () => {
    scratch = new Scratch({ [`${FOLDER}/data/1.csv`]: AMOUNTS });
    scratch.write(`${FOLDER}/pipeline.json`, job({}).replace('"append"', '"overwrite"'));
    contract([ID, atLeast(0)]);
    await scratch.run();
    expect(await scratch.rows(ORDERS)).toEqual(['1|10']);
    contract([ID, atLeast(-10)]);
    const { result } = await scratch.withContext({}, (context) => quarantineReplay(context, ORDERS, []));
    expect(result).toMatchObject({ rerun: true, version: 1, rows: { in: 4, out: 3, quarantined: 1 } });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|-2', '3|-3']);
  });
});
