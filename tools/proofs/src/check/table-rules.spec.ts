import { quarantineList } from '@mu-mesh/cli';
import { Scratch, outcome, pipeline } from '../run/scratch';
import { contractFile, type Keys } from './contract-file';

const ORDERS = 'sales.gold.orders';
const CUSTOMERS = 'crm.gold.customers';
const FOLDER = 'domains/sales/gold/orders';
const ID: Keys = { name: 'id', logicalType: 'integer' };
/** Four rows: one value missing, one value twice. */
const SELECT = "SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'a'), (4, NULL)) t(id, v)";

function made(select: string): string {
  return pipeline([{ type: 'TransformSQL', name: 'made', query: select }]);
}

function mesh(select: string, v: Keys, object: Keys = {}, contract: Keys = {}): Scratch {
  const scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: made(select) });
  scratch.write(
    `${FOLDER}/contract.odcs.yaml`,
    contractFile('orders', [ID, { name: 'v', logicalType: 'string', ...v }], object, contract),
  );
  return scratch;
}

async function outcomes(scratch: Scratch): Promise<string[]> {
  const head = await scratch.withTable(ORDERS, (table) => table.head());
  const checks = head?.state?.head.checks ?? [];
  return checks
    .filter(({ kind }) => kind !== 'schema')
    .map(({ name, status, measured, expected, rows }) => `${name}: ${measured} (${expected}) ${status} ${rows}`);
}

let scratch: Scratch;
afterEach(() => scratch.dispose());

describe('a library metric', () => {
  it.each<[string, Keys, string | false]>([
    ['nullValues', { mustBe: 1 }, 'nullValues v: 1 (1) passed 1'],
    ['nullValues', { mustBe: 0 }, false],
    ['nullValues', { mustBeLessOrEqualTo: 25, unit: 'percent' }, 'nullValues v: 25 (at most 25 percent) passed 1'],
    ['nullValues', { mustBeLessThan: 25, unit: 'percent' }, false],
    ['missingValues', { mustBe: 2, arguments: { missingValues: [null, 'b'] } }, 'missingValues v: 2 (2) passed 2'],
    ['missingValues', { mustBeLessThan: 2, arguments: { missingValues: [null, 'b'] } }, false],
    ['invalidValues', { mustBe: 2, arguments: { validValues: ['b'] } }, 'invalidValues v: 2 (2) passed 2'],
    ['invalidValues', { mustBe: 0, arguments: { pattern: '^[b-z]$' } }, false],
    ['duplicateValues', { mustBe: 1 }, 'duplicateValues v: 1 (1) passed 1'],
    ['duplicateValues', { mustBe: 0 }, false],
  ])('%s %j', async (metric, keys, expected) => {
    scratch = mesh(SELECT, { quality: [{ type: 'library', metric, ...keys }] });
    const result = await scratch.run();
    if (expected) expect(await outcomes(scratch)).toEqual([expected]);
    else
      expect(result.datasets).toMatchObject([
        {
          status: 'failed',
          issues: [{ code: 'CONTRACT_BROKEN', position: { file: expect.stringContaining('contract.odcs.yaml') } }],
        },
      ]);
  });

  it.each<[Keys, boolean]>([
    [{ mustBe: 4 }, true],
    [{ mustBe: 5 }, false],
    [{ mustNotBe: 5 }, true],
    [{ mustNotBe: 4 }, false],
    [{ mustBeGreaterThan: 3 }, true],
    [{ mustBeGreaterThan: 4 }, false],
    [{ mustBeGreaterOrEqualTo: 4 }, true],
    [{ mustBeGreaterOrEqualTo: 5 }, false],
    [{ mustBeLessThan: 5 }, true],
    [{ mustBeLessThan: 4 }, false],
    [{ mustBeLessOrEqualTo: 4 }, true],
    [{ mustBeLessOrEqualTo: 3 }, false],
    [{ mustBeBetween: [4, 9] }, true],
    [{ mustBeBetween: [5, 9] }, false],
    [{ mustNotBeBetween: [5, 9] }, true],
    [{ mustNotBeBetween: [4, 9] }, false],
  ])('rowCount %j: %s', async (operator, fits) => {
    scratch = mesh(
      SELECT,
      {},
      {
        quality: [
          { metric: 'rowCount', ...operator },
          { type: 'sql', query: 'SELECT count(*) FROM ${object}', ...operator },
        ],
      },
    );
    expect(outcome(await scratch.run(), ORDERS)).toBe(fits ? 'committed 0|4|0|0' : 'failed 0|0|0|0');
  });
});

describe('a rule in SQL', () => {
  it.each([
    ['SELECT count(*) FROM ${object} WHERE ${property} IS NULL', 1],
    ["SELECT count(*) FROM {model} WHERE {field} = 'a'", 2],
    ['SELECT count(DISTINCT v) FROM input', 2],
    ['SELECT max(v) FROM orders', 'b'],
    ['SELECT sum(id)::DECIMAL(18,2) / 4 FROM orders', 2.5],
  ])('%s', async (query, mustBe) => {
    scratch = mesh(SELECT, { quality: [{ name: 'own', type: 'sql', query, mustBe }] });
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 0|4|0|0');
    expect(await outcomes(scratch)).toEqual([expect.stringMatching(/^own: .* passed 0$/)]);
  });

  it.each([
    ["SELECT count(*) FROM '/etc/passwd'", 'SQL_REFUSED'],
    ['DROP TABLE orders', 'SQL_REFUSED'],
    ["SELECT count(*) FROM read_csv('/etc/passwd')", 'SQL_REFUSED'],
    ['SELECT nothing FROM orders', 'SQL_BIND'],
    ['SELECT 1, 2', 'CONFIG_INVALID'],
  ])('passes the same gate as every query, before anything runs: %s', async (query, code) => {
    scratch = mesh(SELECT, {}, { quality: [{ type: 'sql', query, mustBe: 0 }] });
    await expect(scratch.run()).rejects.toMatchObject({
      issues: [{ code, position: { file: expect.stringContaining('contract.odcs.yaml') } }],
    });
  });

  it('fails where it gives several rows', async () => {
    scratch = mesh(SELECT, {}, { quality: [{ type: 'sql', query: 'SELECT id FROM orders', mustBe: 0 }] });
    expect((await scratch.run()).datasets).toMatchObject([
      {
        status: 'failed',
        issues: [{ code: 'CONFIG_INVALID', position: { file: expect.stringContaining('contract.odcs.yaml') } }],
      },
    ]);
  });
});

describe('a failing table rule', () => {
  it('leaves the old version visible, keeps its rows as pending, and names every rule', async () => {
    const rule = { quality: [{ metric: 'nullValues', mustBeLessThan: 2, severity: 'error' }] };
    scratch = mesh(SELECT, rule, { quality: [{ metric: 'rowCount', mustBe: 9, severity: 'warning' }] });
    const first = await scratch.run();
    expect(outcome(first, ORDERS)).toBe('committed 0|4|0|0');
    expect(first.datasets[0]?.issues).toMatchObject([{ code: 'CONTRACT_BROKEN', severity: 'warning' }]);
    scratch.write(`${FOLDER}/pipeline.json`, made("SELECT * FROM (VALUES (1, 'a'), (2, NULL), (3, NULL)) t(id, v)"));
    const second = await scratch.run();
    expect(second.datasets).toMatchObject([
      { status: 'failed', reason: expect.stringContaining('`nullValues v` must be less than 2, and 2 rows break it') },
    ]);
    expect(await scratch.rows(ORDERS)).toEqual(['1|a', '2|b', '3|a', '4|']);
    const { rows } = await scratch.withContext({}, (context) => quarantineList(context, ORDERS));
    expect(rows.map(({ status, rule, row }) => `${status} ${rule} ${row}`).sort()).toEqual([
      'pending nullValues v {"id":2,"v":null}',
      'pending nullValues v {"id":3,"v":null}',
    ]);
  });

  it('is judged on the rows that stay', async () => {
    scratch = mesh(
      SELECT,
      { required: true, quality: [{ metric: 'nullValues', mustBe: 0 }] },
      { quality: [{ metric: 'rowCount', mustBe: 3 }] },
    );
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 0|3|1|0');
  });
});

describe('freshness', () => {
  const SLA = { slaProperties: [{ property: 'freshness', value: 2, unit: 'd', element: 'orders.at' }] };
  it.each([
    ['2026-01-03T00:00:00Z', {}, 'passed'],
    ['2026-01-03T00:00:01Z', {}, 'warned'],
    ['2026-01-03T00:00:01Z', { onStale: 'fail' }, 'failed'],
  ])('at %s with %j: %s', async (now, custom, status) => {
    scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: made("SELECT TIMESTAMP '2026-01-01 00:00:00' AS at") });
    const customProperties = Object.entries(custom).map(([property, value]) => ({ property, value }));
    scratch.write(
      `${FOLDER}/contract.odcs.yaml`,
      contractFile('orders', [{ name: 'at', logicalType: 'timestamp' }], { customProperties }, SLA),
    );
    const result = await scratch.run([], { now: () => new Date(now) });
    expect(outcome(result, ORDERS)).toBe(status === 'failed' ? 'failed 0|0|0|0' : 'committed 0|1|0|0');
    if (status !== 'failed')
      expect(await outcomes(scratch)).toEqual([`freshness at: 2026-01-01T00:00:00.000Z (at most 2 d old) ${status} 0`]);
  });
});

describe('a foreign key', () => {
  function keyed(select: string, relationships: Keys[], object: Keys = {}): Scratch {
    const scratch = mesh(select, { relationships, required: false }, object);
    scratch.write(
      'domains/crm/gold/customers/pipeline.json',
      made("SELECT * FROM (VALUES ('a', 1), ('b', 2)) t(code, n)"),
    );
    return scratch;
  }

  it('diverts rows that lead nowhere, across domains; a missing value leads nowhere and passes', async () => {
    scratch = keyed("SELECT * FROM (VALUES (1, 'a'), (2, 'x'), (3, NULL)) t(id, v)", [{ to: `${CUSTOMERS}.code` }]);
    await scratch.run([CUSTOMERS]);
    expect(outcome(await scratch.run([ORDERS]), ORDERS)).toBe('committed 0|2|1|0');
    expect(await outcomes(scratch)).toEqual([`foreignKey v: 1 (in ${CUSTOMERS}.code) diverted 1`]);
  });

  it("by the path of the other contract's file", async () => {
    scratch = mesh("SELECT * FROM (VALUES (1, 'a'), (2, 'x')) t(id, v)", {
      relationships: [{ to: '../customers/contract.odcs.yaml#schema/customers/properties/code' }],
    });
    scratch.write('domains/sales/gold/customers/pipeline.json', made("SELECT 'a' AS code"));
    scratch.write(
      'domains/sales/gold/customers/contract.odcs.yaml',
      contractFile('customers', [{ name: 'code', logicalType: 'string' }]),
    );
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 0|1|1|0');
  });

  it('of several columns', async () => {
    scratch = keyed("SELECT * FROM (VALUES (1, 'a'), (1, 'b'), (2, 'b')) t(id, v)", [], {
      relationships: [{ from: ['orders.v', 'orders.id'], to: [`${CUSTOMERS}.code`, `${CUSTOMERS}.n`] }],
    });
    await scratch.run([CUSTOMERS]);
    expect(outcome(await scratch.run([ORDERS]), ORDERS)).toBe('committed 0|2|1|0');
  });

  it('to a table that is not there yet says what to run', async () => {
    scratch = keyed(SELECT, [{ to: `${CUSTOMERS}.code` }]);
    expect((await scratch.run([ORDERS])).datasets).toMatchObject([
      { status: 'failed', issues: [{ code: 'TABLE_MISSING', hint: `Build it: mesh run +${CUSTOMERS}` }] },
    ]);
  });

  it('is checked against what the same run builds', async () => {
    scratch = keyed("SELECT 1 AS id, 'a' AS v", [{ to: `${CUSTOMERS}.code` }]);
    const { datasets } = await scratch.run();
    expect(datasets.map(({ address, status }) => `${address} ${status}`).sort()).toEqual([
      `${CUSTOMERS} committed`,
      `${ORDERS} committed`,
    ]);
  });
});

describe('the schema', () => {
  const INGEST = {
    type: 'IngestCSV',
    name: 'lines',
    file_location: 'data/*.csv',
    additional_attributes: { header: 'true', inferSchema: 'true' },
  };

  it.each<[string, Keys[], Keys, string | undefined]>([
    ['a column that is missing', [ID, { name: 'w', logicalType: 'string' }], {}, 'the column w is missing'],
    [
      'a column of another type',
      [
        { name: 'id', logicalType: 'integer' },
        { name: 'v', logicalType: 'integer' },
      ],
      {},
      'the column v is string instead of integer',
    ],
    ['a column that is not declared', [ID], {}, 'the column v is not declared'],
    ['one that may be there', [ID], { customProperties: [{ property: 'additionalColumns', value: true }] }, undefined],
  ])('%s', async (_, properties, object, message) => {
    scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: pipeline([INGEST]), [`${FOLDER}/data/1.csv`]: 'id,v\n1,a\n' });
    scratch.write(`${FOLDER}/contract.odcs.yaml`, contractFile('orders', properties, object));
    const { datasets } = await scratch.run();
    if (message === undefined) expect(datasets).toMatchObject([{ status: 'committed' }]);
    else expect(datasets).toMatchObject([{ status: 'failed', reason: expect.stringContaining(message) }]);
  });
});
