import { quarantineList } from '@mu-mesh/cli';
import { Scratch, outcome, pipeline, ingestOrders } from '../run/scratch';
import { contractFile, type Keys } from './contract-file';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';

/** A dataset of one SELECT under a contract. */
function mesh(select: string, properties: Keys[], object: Keys = {}, contract: Keys = {}): Scratch {
  const scratch = new Scratch({
    [`${FOLDER}/pipeline.json`]: pipeline([{ type: 'TransformSQL', name: 'made', query: select }]),
  });
  scratch.write(`${FOLDER}/contract.odcs.yaml`, contractFile('orders', properties, object, contract));
  return scratch;
}

/** `row: reasons` of each row in the quarantine. */
async function refused(scratch: Scratch): Promise<string[]> {
  const { rows } = await scratch.withContext({}, (context) => quarantineList(context, ORDERS));
  return rows.map(({ row, reasons, rule, status }) => `${status} ${rule} ${row ?? ''}: ${reasons.join('; ')}`).sort();
}

async function checks(scratch: Scratch): Promise<string[]> {
  const head = await scratch.withTable(ORDERS, (table) => table.head());
  return (head?.state?.head.checks ?? []).map(({ name, status, rows }) => `${name}: ${status} ${rows}`);
}

let scratch: Scratch;
afterEach(() => scratch.dispose());

describe('a rule about a row', () => {
  it.each<[string, string, Keys, string[]]>([
    ['required', "(1, 'a'), (2, NULL)", { name: 'v', logicalType: 'string', required: true }, ['v is missing']],
    [
      'enum',
      "(1, 'a'), (2, 'x'), (3, NULL)",
      { name: 'v', logicalType: 'string', enum: [{ value: 'a' }, { value: "it's" }] },
      [`v is none of "a", "it's"`],
    ],
    [
      'enum of numbers',
      '(1, 1), (2, 3)',
      { name: 'v', logicalType: 'integer', enum: [{ value: 1 }, { value: 2 }] },
      ['v is none of 1, 2'],
    ],
    [
      'minimum',
      '(1, 5), (2, 4), (3, NULL)',
      { name: 'v', logicalType: 'integer', logicalTypeOptions: { minimum: 5 } },
      ['v is not at least 5'],
    ],
    [
      'maximum',
      '(1, 5.5), (2, 5.51)',
      { name: 'v', logicalType: 'number', logicalTypeOptions: { maximum: 5.5 } },
      ['v is not at most 5.5'],
    ],
    [
      'exclusive bounds',
      '(1, 2), (2, 1), (3, 3)',
      { name: 'v', logicalType: 'integer', logicalTypeOptions: { exclusiveMinimum: 1, exclusiveMaximum: 3 } },
      ['v is not more than 1', 'v is not less than 3'],
    ],
    [
      'a date',
      "(1, DATE '2026-01-02'), (2, DATE '2025-12-31')",
      { name: 'v', logicalType: 'date', logicalTypeOptions: { minimum: '2026-01-01' } },
      ['v is not at least 2026-01-01'],
    ],
    [
      'multipleOf',
      '(1, 1.25), (2, 1.3)',
      { name: 'v', logicalType: 'number', logicalTypeOptions: { multipleOf: 0.25 } },
      ['v is no multiple of 0.25'],
    ],
    [
      'lengths',
      "(1, 'äöü'), (2, 'ab'), (3, 'abcde')",
      { name: 'v', logicalType: 'string', logicalTypeOptions: { minLength: 3, maxLength: 4 } },
      ['v has less than 3 characters', 'v has more than 4 characters'],
    ],
    [
      'pattern',
      "(1, 'AB12'), (2, 'AB12x'), (3, NULL)",
      { name: 'v', logicalType: 'string', logicalTypeOptions: { pattern: '^[A-Z]{2}\\d+$' } },
      ['v does not match ^[A-Z]{2}\\d+$'],
    ],
    [
      'pattern, with parts',
      "(1, 'ab'), (2, 'xb'), (3, 'bx')",
      { name: 'v', logicalType: 'string', logicalTypeOptions: { pattern: '^a|b$' } },
      ['v does not match ^a|b$'],
    ],
    [
      'pattern of a part',
      "(1, 'xaby'), (2, 'a b')",
      { name: 'v', logicalType: 'string', logicalTypeOptions: { pattern: 'ab' } },
      ['v does not match ab'],
    ],
    [
      'pattern with an escaped end',
      "(1, 'a$'), (2, 'a')",
      { name: 'v', logicalType: 'string', logicalTypeOptions: { pattern: '^a\\$' } },
      ['v does not match ^a\\$'],
    ],
    [
      'enum of dates',
      "(1, DATE '2026-01-02'), (2, DATE '2025-12-31')",
      { name: 'v', logicalType: 'date', enum: [{ value: '2026-01-02' }] },
      ['v is none of "2026-01-02"'],
    ],
    [
      'unique',
      "(1, 'a'), (2, 'b'), (3, 'a'), (4, NULL), (5, NULL), (6, 'a')",
      { name: 'v', logicalType: 'string', unique: true },
      ['v is a duplicate', 'v is a duplicate'],
    ],
    [
      'primaryKey',
      "(1, 'a'), (2, 'a'), (3, NULL)",
      { name: 'v', logicalType: 'string', primaryKey: true },
      ['v is a duplicate', 'v is missing'],
    ],
    [
      'items',
      '(1, [1, 2]), (2, [1, 1]), (3, [1, 2, 3])',
      {
        name: 'v',
        logicalType: 'array',
        items: { logicalType: 'integer' },
        logicalTypeOptions: { maxItems: 2, uniqueItems: true },
      },
      ['v has an item twice', 'v has more than 2 items'],
    ],
    [
      'a field of an object',
      "(1, {'c': 'a'}), (2, {'c': NULL}), (3, NULL)",
      { name: 'v', logicalType: 'object', properties: [{ name: 'c', logicalType: 'string', required: true }] },
      ['v.c is missing'],
    ],
  ])('diverts what breaks it: %s', async (_, values, property, reasons) => {
    scratch = mesh(`SELECT * FROM (VALUES ${values}) t(id, v)`, [{ name: 'id', logicalType: 'integer' }, property]);
    const total = values.split('),').length;
    expect(outcome(await scratch.run(), ORDERS)).toBe(`committed 0|${total - reasons.length}|${reasons.length}|0`);
    expect((await refused(scratch)).map((row) => row.slice(row.indexOf('}: ') + 3).replace(/^[^:]+: /, ''))).toEqual(
      expect.arrayContaining(reasons),
    );
    expect(await refused(scratch)).toHaveLength(reasons.length);
    expect(await scratch.rows(ORDERS)).toHaveLength(total - reasons.length);
    expect(await checks(scratch)).toContainEqual(expect.stringMatching(/diverted [12]$/));
  });

  it('keeps rows that break nothing, and says that every rule passed', async () => {
    scratch = mesh("SELECT 1 AS id, 'a' AS v", [
      { name: 'id', logicalType: 'integer', primaryKey: true },
      { name: 'v', logicalType: 'string', required: true, unique: true, enum: [{ value: 'a' }] },
    ]);
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 0|1|0|0');
    expect(await refused(scratch)).toEqual([]);
    expect(await checks(scratch)).toEqual([
      'schema: passed 0',
      'required id: passed 0',
      'required v: passed 0',
      'enum v: passed 0',
      'primaryKey id: passed 0',
      'unique v: passed 0',
    ]);
  });

  it('gives one entry with all reasons, by the names of `mesh checks`; of duplicates the first that breaks nothing else stays', async () => {
    const values = "(1, 'bad', -1), (1, 'ok', 5), (1, 'ok', 6), (2, 'ok', NULL)";
    scratch = mesh(`SELECT * FROM (VALUES ${values}) t(id, s, n)`, [
      { name: 'id', logicalType: 'integer', primaryKey: true },
      { name: 's', logicalType: 'string', enum: [{ value: 'ok' }] },
      { name: 'n', logicalType: 'integer', required: true, logicalTypeOptions: { minimum: 0 } },
    ]);
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 0|1|3|0');
    expect(await scratch.rows(ORDERS)).toEqual(['1|ok|5']);
    expect(await refused(scratch)).toEqual([
      'open contract-rows {"id":1,"s":"bad","n":-1}: enum s: s is none of "ok"; minimum n: n is not at least 0; primaryKey id: id is a duplicate',
      'open contract-rows {"id":1,"s":"ok","n":6}: primaryKey id: id is a duplicate',
      'open contract-rows {"id":2,"s":"ok","n":null}: required n: n is missing',
    ]);
  });

  it.each([
    ['fail', 'failed 0|0|0|0', 'pending'],
    ['warn', 'committed 0|2|0|0', ''],
  ])('does as `onBrokenRow: %s` says', async (value, counts, status) => {
    scratch = mesh(
      'SELECT unnest([1, -1])::INTEGER AS id',
      [{ name: 'id', logicalType: 'integer', logicalTypeOptions: { minimum: 0 } }],
      { customProperties: [{ property: 'onBrokenRow', value }] },
    );
    const result = await scratch.run();
    expect(outcome(result, ORDERS)).toBe(counts);
    expect(result.datasets[0]?.issues).toMatchObject([
      { code: 'CONTRACT_BROKEN', severity: value === 'fail' ? 'error' : 'warning' },
    ]);
    if (status)
      expect(await refused(scratch)).toEqual([
        expect.stringMatching(`^${status} contract-rows .*minimum id: id is not at least 0$`),
      ]);
  });

  it('looks at the rows that are committed, not at the query again', async () => {
    scratch = mesh('SELECT i AS id, random() AS v FROM range(1000) t(i)', [
      { name: 'id', logicalType: 'integer' },
      { name: 'v', logicalType: 'number', logicalTypeOptions: { minimum: 0.5 } },
    ]);
    await scratch.run();
    const rows = await scratch.rows(ORDERS);
    expect(rows.filter((row) => Number(row.split('|')[1]) < 0.5)).toEqual([]);
    const entries = await scratch.entries(ORDERS);
    expect(rows.length + entries.reduce((sum, entry) => sum + (entry.kind === 'quarantine' ? entry.rows : 0), 0)).toBe(
      1000,
    );
  });

  it('numbers rows alike however often they are read: 400,000 rows, exact', async () => {
    scratch = mesh('SELECT i // 2 AS id, i AS n, repeat(md5(i::VARCHAR), 4) AS pad FROM range(400000) t(i)', [
      { name: 'id', logicalType: 'integer', primaryKey: true },
      { name: 'n', logicalType: 'integer', logicalTypeOptions: { maximum: 399_899 } },
      { name: 'pad', logicalType: 'string' },
    ]);
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 0|199950|200050|0');
    const rows = (await scratch.rows(ORDERS)).map((row) => row.split('|'));
    expect(rows.filter(([id, n]) => Number(n) !== Number(id) * 2)).toEqual([]);
  });
});

describe('an append', () => {
  const INGEST = ingestOrders();
  const TABLE = { type: 'DestinationDefaultCatalog', table_name: ORDERS, mode: 'append' };

  it('holds keys against the rows that are there; every count is exact', async () => {
    scratch = new Scratch({
      [`${FOLDER}/pipeline.json`]: pipeline([INGEST], [TABLE]),
      [`${FOLDER}/contract.odcs.yaml`]: contractFile('orders', [
        { name: 'id', logicalType: 'integer', primaryKey: true },
        { name: 'amount', logicalType: 'integer', logicalTypeOptions: { minimum: 0 } },
      ]),
      [`${FOLDER}/data/1.csv`]: 'id,amount\n1,10\n2,20\nx,1\n',
    });
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 3|2|1|0');
    scratch.write(`${FOLDER}/data/2.csv`, 'id,amount\n2,21\n3,30\n3,31\n4,-4\n');
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 4|1|3|0');
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|20', '3|30']);
    expect(await refused(scratch)).toHaveLength(4);
  });
});
