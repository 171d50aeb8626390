import type { Engine } from '@mu-mesh/core';

import { createDuckDbEngine } from '../engine';
import { Instance } from '../instance';
import { CASES } from './testing/cases';
import { INPUTS, name, trace } from './testing/trace';

let engine: Engine;
beforeAll(() => {
  engine = createDuckDbEngine();
});
afterAll(() => engine.close());

it.each(CASES.map(([sql, columns, rows = '']) => [sql, columns, rows] as const))('%s', async (sql, columns, rows) => {
  expect(await trace(engine, sql)).toEqual({ columns, rows });
});

it('is held against the engine that these plans come from', async () => {
  const instance = await Instance.create();
  try {
    expect((await (await instance.connect()).texts('SELECT version()'))[0]?.[0]).toBe('v1.5.5');
  } finally {
    await instance.close();
  }
});

describe('what cannot be traced', () => {
  it.each([
    ['SELECT rowid FROM input', 'a pseudo-column such as rowid'],
    ['SELECT * FROM duckdb_settings()', 'the table function duckdb_settings'],
    ['SELECT * FROM main.elsewhere', expect.stringContaining('elsewhere')],
    ['SELECT nothing FROM input', expect.stringContaining('nothing')],
    ['SELECT 1; SELECT 2', expect.any(String)],
    ["SELECT * FROM read_csv('x.csv')", expect.any(String)],
  ])('is said of %s', async (sql, untraced) => {
    expect(await trace(engine, sql)).toEqual({ untraced });
  });

  it('costs the other statements of the same call nothing', async () => {
    const inputs = [INPUTS.i];
    const found = await engine.lineage(
      ['SELECT rowid FROM input', 'SELECT q1 FROM input', 'SELECT'].map((sql) => ({ sql, inputs })),
    );
    expect(found.map((one) => 'untraced' in one)).toEqual([true, false, true]);
  });
});

it('keeps apart what the same name means in different jobs', async () => {
  const other = { name: 'input', columns: [...INPUTS.i.columns].reverse() };
  const requests = [INPUTS.i, other, INPUTS.i].map((input) => ({ sql: 'SELECT q1 FROM input', inputs: [input] }));
  const found = await engine.lineage(requests);
  expect(found.map((one) => ('untraced' in one ? one : one.columns[0]?.direct[0]?.column))).toEqual([1, 2, 1]);
});

describe('inputs whose rows decide', () => {
  const O = 'sales.raw.orders';
  const C = 'crm.gold.customers';

  /** About each column alone, then about all of them. */
  async function tables(sql: string): Promise<[columns: string[], rows: string]> {
    const [found] = await engine.lineage([{ sql, inputs: Object.values(INPUTS) }]);
    if (!found || 'untraced' in found) throw new Error(found?.untraced);
    const letters = (inputs: readonly number[]): string => inputs.map((input) => Object.keys(INPUTS)[input]).join('');
    return [found.columns.map((column) => letters(column.tables)), letters(found.tables)];
  }

  it.each<[string, [string[], string]]>([
    [`SELECT count(*) FROM ${O}`, [['o'], '']],
    [`SELECT count(*), 1, sum(amount) FROM ${O}`, [['o', '', 'o'], '']],
    [`SELECT id FROM ${O}`, [[''], 'o']],
    [`SELECT 1 FROM ${O} LIMIT 1`, [[''], 'o']],
    [`SELECT status, count(*) FROM ${O} GROUP BY status`, [['', ''], 'o']],
    [`SELECT 1 WHERE EXISTS (FROM ${C})`, [[''], 'c']],
    [`SELECT id FROM ${O} WHERE NOT EXISTS (FROM ${C})`, [[''], 'oc']],
    [`SELECT id, EXISTS (FROM ${C}) FROM ${O}`, [['', 'c'], 'o']],
    [`SELECT id, (SELECT count(*) FROM ${C}) FROM ${O}`, [['', 'c'], 'o']],
    [`SELECT id FROM ${O} WHERE amount > (SELECT count(*) FROM ${C})`, [[''], 'oc']],
    [`SELECT CASE WHEN (SELECT count(*) FROM ${C}) > 0 THEN id END FROM ${O}`, [['c'], 'o']],
    [`SELECT o.id FROM ${O} o, ${C} c`, [[''], 'oc']],
    [`SELECT o.id FROM ${O} o POSITIONAL JOIN ${C} c`, [[''], 'oc']],
    [`SELECT 1 FROM input UNION ALL SELECT 2 FROM ${C}`, [[''], 'ci']],
    [`SELECT 1 FROM input EXCEPT SELECT 1 FROM ${C}`, [[''], 'ci']],
    [`SELECT id FROM ${O} LIMIT (SELECT count(*) FROM ${C})`, [[''], 'oc']],
    [`WITH w AS (SELECT 1 AS n FROM ${C}) SELECT count(*) FROM w`, [['c'], '']],
    [
      `WITH RECURSIVE w AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM w, ${C} WHERE n < 3) SELECT count(*), n FROM w GROUP BY n`,
      [['', ''], 'c'],
    ],
    [`WITH w AS (FROM ${C}) SELECT 1`, [[''], '']],
    ['SELECT count(*) FROM range(3)', [[''], '']],
  ])('%s', async (sql, expected) => {
    expect(await tables(sql)).toEqual(expected);
  });
});

describe('places in the text', () => {
  /** `o.amount@12` for each place that names the column, `o.amount@12*` where only its table is named. */
  async function places(sql: string): Promise<string[]> {
    const [found] = await engine.lineage([{ sql, inputs: Object.values(INPUTS) }]);
    if (!found || 'untraced' in found) throw new Error(found?.untraced);
    return found.readings.map(
      (reading) => `${name(reading)}@${sql.slice(reading.offset).split(/[^\w.]/)[0]}${reading.named ? '' : '*'}`,
    );
  }

  it.each([
    ['SELECT q1, input.q2 FROM input WHERE kind = 1', ['i.q1@q1', 'i.q2@input.q2', 'i.kind@kind']],
    ["SELECT 'é😀', q1 FROM input", ['i.q1@q1']],
    ['SELECT * FROM input', ['i.id@input*', 'i.q1@input*', 'i.q2@input*', 'i.kind@input*']],
    [
      'SELECT a.amount FROM sales.raw.orders a JOIN sales.raw.orders b ON a.id = b.parent_id',
      ['o.amount@a.amount', 'o.id@a.id', 'o.parent_id@b.parent_id'],
    ],
    ['SELECT sales.raw.orders.amount FROM sales.raw.orders', ['o.amount@sales.raw.orders.amount']],
    ['SELECT addr.city FROM sales.raw.orders', ['o.addr@addr.city']],
    [
      'WITH w AS (SELECT * FROM sales.raw.orders WHERE id > 1) SELECT w.amount FROM w',
      ['o.id@id', 'o.amount@w.amount'],
    ],
    [
      'WITH w AS (SELECT amount AS q1 FROM sales.raw.orders) SELECT w.q1, i.q1 FROM w, input i',
      ['o.amount@amount', 'o.amount@w.q1', 'i.q1@i.q1'],
    ],
    ['WITH w AS (SELECT amount + 1 AS q1 FROM sales.raw.orders) SELECT q1 FROM w', ['o.amount@amount']],
    [
      'SELECT id FROM input i WHERE EXISTS (FROM sales.raw.orders o WHERE o.customer_id = i.q1)',
      ['i.id@id', 'o.customer_id@o.customer_id', 'i.q1@i.q1'],
    ],
    ['SELECT region FROM input JOIN crm.gold.customers USING (id)', ['c.region@region', 'c.id@JOIN', 'i.id@JOIN']],
    ['SELECT q1 AS q2 FROM input ORDER BY q2', ['i.q1@q1', 'i.q1@q2']],
    ['SELECT t.tag FROM sales.raw.orders o, UNNEST(o.tags) AS t(tag)', ['o.tags@o.tags']],
    ['WITH w AS (SELECT q1, q2 FROM input) SELECT q1 FROM w', ['i.q1@q1', 'i.q2@q2', 'i.q1@q1']],
    ['SELECT count(*) FROM (SELECT /* q1 */ * EXCLUDE (q1) FROM input)', ['i.q1@q1']],
    ['SELECT count(*) FROM (SELECT i.* EXCLUDE ("Q1", i.kind) FROM input i)', ['i.q1@', 'i.kind@kind']],
    ['SELECT count(*) FROM (SELECT * REPLACE (0 AS q1) FROM input)', ['i.q1@q1']],
    ['SELECT count(*) FROM (SELECT * RENAME (q1 AS other) FROM input)', ['i.q1@q1']],
    ['SELECT count(*) FROM (SELECT COLUMNS(* EXCLUDE (q1)) FROM input)', ['i.q1@q1']],
    ['SELECT count(*) FROM (SELECT min(COLUMNS(input.* EXCLUDE (q1))) FROM input)', ['i.q1@q1']],
    ['SELECT count(*) FROM (SELECT q1.* EXCLUDE (q1) FROM input AS q1)', ['i.q1@q1']],
    ["SELECT COLUMNS('^q1$') FROM input", ['i.q1@input*']],
    ['SELECT count(*) FROM (SELECT * EXCLUDE (id) FROM input, crm.gold.customers)', ['c.id@id', 'i.id@id']],
    [
      'WITH w AS (SELECT * RENAME (q2 AS z) FROM input), v AS (SELECT * EXCLUDE (z, q1) FROM w) SELECT count(*) FROM v',
      ['i.q2@q2', 'i.q2@z', 'i.q1@q1'],
    ],
    ["WITH w AS (SELECT COLUMNS('q.') FROM input) SELECT count(*) FROM (SELECT * EXCLUDE (q1) FROM w)", ['i.q1@q1']],
    ['WITH w AS (SELECT 1 AS id, * FROM input) SELECT count(*) FROM (SELECT * EXCLUDE (q1) FROM w)', ['i.q1@q1']],
    ['WITH w AS (SELECT * EXCLUDE (q1) FROM input) SELECT 1', []],
    ['SELECT count(*) FROM (SELECT * EXCLUDE (n) FROM (SELECT 1 AS n, 2 AS m), input)', []],
  ])('%s', async (sql, expected) => {
    expect(await places(sql)).toEqual(expected);
  });
});
