import { validate } from '@mu-mesh/core';
import { Scratch, pipeline } from '../run/scratch';

const contract = (name: string, columns: string, more = ''): string =>
  `apiVersion: v3.2.0\nkind: DataContract\nid: urn:test:${name}\nversion: 1.0.0\nstatus: active\nschema:\n  - name: ${name}\n    properties:\n${columns
    .split(', ')
    .map((column) => `      - { name: ${column}, physicalType: INTEGER }\n`)
    .join('')}${more}`;
const job = (...queries: string[]): string => pipeline(queries.map((query) => ({ type: 'TransformSQL', query })));

const RULE = `    quality:
      - { name: nothing_lost, type: sql, query: 'SELECT max(units) FROM sales.silver.orders', mustBe: 2 }
`;
const READERS: Record<string, { queries: string[]; rules?: string }> = {
  'names it': { queries: ['SELECT id, units FROM sales.silver.orders'] },
  'names it in a later step': { queries: ['SELECT * FROM sales.silver.orders', 'SELECT id, units FROM input'] },
  'takes all there is': { queries: ['SELECT *, id AS units FROM sales.silver.orders'] },
  'names it in a rule': { queries: ['SELECT id, 2 AS units FROM sales.silver.orders'], rules: RULE },
};

let scratch: Scratch;
afterEach(() => scratch.dispose());

/** What `validate` says where silver declares `declared` and gives `given`, and gold reads it. */
async function findings(declared: string, given: string, { queries, rules }: (typeof READERS)[string]) {
  scratch = new Scratch({
    'domains/sales/silver/orders/pipeline.json': job(given),
    'domains/sales/silver/orders/contract.odcs.yaml': contract('orders', declared),
    'domains/sales/gold/report/pipeline.json': job(...queries),
    'domains/sales/gold/report/contract.odcs.yaml': contract('report', 'id, units', rules),
  });
  const { issues } = await scratch.withContext({}, (context) => validate(context, { selectors: [], filesOnly: true }));
  return issues.map(({ address, code, message }) => `${address} ${code} ${message}`);
}

describe.each(Object.entries(READERS))('a reader that %s', (_title, reader) => {
  it('has no finding where only a contract upstream leaves a column out', async () => {
    expect(await findings('id', 'SELECT 1 AS id, 2 AS units', reader)).toEqual([
      'sales.silver.orders CONTRACT_COLUMNS the dataset gives the column `units`, and the contract does not declare it',
    ]);
  });

  it('has none where the contract declares it', async () => {
    expect(
      await findings('id, units', 'SELECT 1 AS id, 2 AS units', { ...reader, queries: reader.queries.map(plain) }),
    ).toEqual([]);
  });
});

/** Without a second column of that name. */
function plain(query: string): string {
  return query.replace('*, id AS units', '*');
}

it('is found where the SQL upstream does not give the column', async () => {
  for (const name of ['names it', 'names it in a later step'] as const) {
    const found = await findings('id', 'SELECT 1 AS id', READERS[name] ?? { queries: [] });
    expect(found).toEqual([expect.stringMatching(/^sales\.gold\.report SQL_BIND There is no column "units" in/)]);
    scratch.dispose();
  }
});

it('is found where another column is missing', async () => {
  const reader = { queries: ['SELECT id, units, unit FROM sales.silver.orders'] };
  const found = await findings('id', 'SELECT 1 AS id, 2 AS units', reader);
  expect(found).toHaveLength(2);
  expect(found[1]).toContain('There is no column "unit" in sales.silver.orders.');
});
