import { Scratch, outcome, pipeline } from '../run/scratch';
import { contractFile, type Keys } from './contract-file';

const KEYS = 'sales.raw.keys';
const FOLDER = 'domains/sales/raw/keys';
let scratch: Scratch;
afterEach(() => scratch.dispose());

/** Rows that break each rule, by its name; the contract only warns. */
async function found(select: string, properties: Keys[]): Promise<Record<string, number>> {
  scratch = new Scratch({
    [`${FOLDER}/pipeline.json`]: pipeline([{ type: 'TransformSQL', name: 'made', query: select }]),
    [`${FOLDER}/contract.odcs.yaml`]: contractFile('keys', properties, {
      customProperties: [{ property: 'onBrokenRow', value: 'warn' }],
    }),
  });
  expect(outcome(await scratch.run(), KEYS)).toMatch(/^committed/);
  const head = await scratch.withTable(KEYS, (table) => table.head());
  const rules = (head?.state?.head.checks ?? []).filter(({ kind }) => kind !== 'schema');
  return Object.fromEntries(rules.map(({ name, rows }) => [name, rows]));
}

const TYPES = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'DECIMAL(12,2)', 'DOUBLE', 'DATE', 'VARCHAR', 'BOOLEAN'];
const value = (type: string, n: string) =>
  type === 'DATE'
    ? `DATE '2026-01-01' + CAST(${n} AS INTEGER)`
    : type === 'BOOLEAN'
      ? `CASE ${n} WHEN -50 THEN false WHEN 49 THEN true END`
      : `CAST(${n} AS ${type})`;

describe('a value that comes twice is found', () => {
  /** Numbers from -50 to 49, in order or not, with a second one somewhere, with nulls between. */
  const ORDERS: Record<string, [string, number]> = {
    ascending: ['i - 50', 0],
    descending: ['49 - i', 0],
    mixed: ['(i * 37) % 100 - 50', 0],
    sparse: ['CASE WHEN i % 2 = 0 THEN i - 50 END', 0],
    first_again_at_the_end: ['CASE i WHEN 99 THEN -50 ELSE i - 50 END', 1],
    neighbours: ['CASE i WHEN 40 THEN -11 ELSE i - 50 END', 1],
    neighbours_with_a_null_between: ['CASE i WHEN 40 THEN NULL WHEN 41 THEN -11 ELSE i - 50 END', 1],
    last_again_at_the_start: ['CASE i WHEN 0 THEN 49 ELSE i - 50 END', 1],
    mixed_and_twice: ['CASE i WHEN 3 THEN -50 ELSE (i * 37) % 100 - 50 END', 1],
  };

  it.each(TYPES.filter((type) => type !== 'BOOLEAN'))('of %s', async (type) => {
    const columns = Object.entries(ORDERS).map(([name, [sql]]) => `${value(type, sql)} AS ${name}`);
    const properties = Object.keys(ORDERS).map((name) => ({ name, unique: true }));
    const expected = Object.entries(ORDERS).map(([name, [, rows]]) => [`unique ${name}`, rows]);
    const select = `SELECT ${columns.join(', ')} FROM range(100) r(i)`;
    expect(await found(select, properties)).toEqual(Object.fromEntries(expected));
  });

  it('of values that are special', async () => {
    const columns = {
      nan: `CASE WHEN i IN (3, 7) THEN 'NaN'::DOUBLE ELSE i END`,
      infinite: `CASE WHEN i IN (3, 7) THEN '-inf'::DOUBLE ELSE i END`,
      zero: `CASE i WHEN 0 THEN 0.0::DOUBLE WHEN 1 THEN '-0.0'::DOUBLE ELSE i END`,
      empty: `CASE WHEN i < 2 THEN '' ELSE chr(64 + i::INTEGER) END`,
      flag: 'i > 6',
      large: '9223372036854775807 - CASE i WHEN 5 THEN 0 ELSE i END',
      far: 'CASE i WHEN 5 THEN 0 ELSE i * 1000000007 END',
      list: '[CASE i WHEN 5 THEN 0 ELSE i END]',
      nothing: 'NULL::BIGINT',
    };
    const select = `SELECT ${Object.entries(columns)
      .map(([name, sql]) => `${sql} AS ${name}`)
      .join(', ')} FROM range(8) r(i)`;
    const rows = { nan: 1, infinite: 1, zero: 1, empty: 1, flag: 6, large: 1, far: 1, list: 1, nothing: 0 };
    const expected = Object.entries(rows).map(([name, count]) => [`unique ${name}`, count]);
    expect(
      await found(
        select,
        Object.keys(columns).map((name) => ({ name, unique: true })),
      ),
    ).toEqual(Object.fromEntries(expected));
  });
});

describe('one row of many that breaks a rule is found', () => {
  const ROWS = 300_000;
  const AT = 250_001;
  const odd = (usual: string, other: string) => `CASE i WHEN ${AT} THEN ${other} ELSE ${usual} END`;

  it('whatever the statistics and dictionaries of its file say of the others', async () => {
    const columns: Record<string, [string, Keys]> = {
      missing: [odd('i', 'NULL'), { required: true }],
      low: [odd('i % 9 + 1', '0'), { logicalType: 'integer', logicalTypeOptions: { minimum: 1 } }],
      high: [odd('i / 1000.0', '1e9'), { logicalType: 'number', logicalTypeOptions: { maximum: 1000 } }],
      nan: [odd('1.5::DOUBLE', "'NaN'::DOUBLE"), { logicalType: 'number', logicalTypeOptions: { maximum: 1000 } }],
      early: [
        odd("DATE '2026-01-01'", "DATE '2025-12-31'"),
        { logicalType: 'date', logicalTypeOptions: { minimum: '2026-01-01' } },
      ],
      state: [odd("['a', 'b', 'c'][1 + i % 3]", "'d'"), { enum: ['a', 'b', 'c'].map((one) => ({ value: one })) }],
      number: [odd('i % 3', '7'), { logicalType: 'integer', enum: [0, 1, 2].map((one) => ({ value: one })) }],
      code: [odd("'C' || i % 5", "'c1'"), { logicalType: 'string', logicalTypeOptions: { pattern: '^C[0-9]$' } }],
      long_name: [odd("'abc'", "'abcd'"), { logicalType: 'string', logicalTypeOptions: { maxLength: 3 } }],
      held: [
        odd(`{'a': i}`, `{'a': NULL}`),
        { logicalType: 'object', properties: [{ name: 'a', logicalType: 'integer', required: true }] },
      ],
      parent: [odd('i', '-1'), { relationships: [{ to: 'keys.id' }] }],
      id: ['i', { primaryKey: true }],
    };
    const select = `SELECT ${Object.entries(columns)
      .map(([name, [sql]]) => `${sql} AS ${name}`)
      .join(', ')} FROM range(${ROWS}) r(i)`;
    const rules = await found(
      select,
      Object.entries(columns).map(([name, [, keys]]) => ({ name, ...keys })),
    );
    const { 'primaryKey id': key, 'required id': id, ...others } = rules;
    expect([key, id]).toEqual([0, 0]);
    expect(Object.keys(others)).toHaveLength(11);
    expect(others).toEqual(Object.fromEntries(Object.keys(others).map((name) => [name, 1])));
  }, 60_000);
});
