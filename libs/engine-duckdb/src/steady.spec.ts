import { join } from 'node:path';

import type { Scope } from '@mu-mesh/core';
import { field } from '@mu-mesh/core';

import { closeScope, type OpenedScope, openScope } from './testing/opened-scope';

let opened: OpenedScope;
let scope: Scope;

beforeAll(async () => {
  opened = await openScope();
  ({ scope } = opened);
  const made = await scope.query("SELECT i AS id, i % 3 AS k, 'v' || i AS v FROM range(5000) r(i)");
  const staged = await scope.stage(made, { directory: join(opened.folder, 'lake/one'), partitionBy: [] });
  const parts = await scope.stage(staged, { directory: join(opened.folder, 'lake/parts'), partitionBy: ['k'] });
  await scope.name('staged', staged);
  await scope.name('parts', parts);
  await scope.name('kept', await scope.keep(staged));
  await scope.name('chance', await scope.query('SELECT id, random() AS v FROM staged'));
  await scope.name('even', await scope.query('SELECT * FROM staged WHERE id % 2 = 0'));
});

afterAll(() => closeScope(opened));

async function steadyRows(sql: string): Promise<number | undefined> {
  return (await scope.steady(await scope.query(sql), { partitionBy: [] }))?.rows;
}

it.each([
  ['SELECT * FROM staged', 5000],
  ['SELECT id + 1 AS id, upper(v) AS v FROM staged WHERE id < 100 AND v LIKE $$v1%$$', 11],
  ['SELECT * FROM parts', 5000],
  ['SELECT * FROM kept WHERE k = 1', 1667],
  ['SELECT id FROM even UNION ALL SELECT id FROM kept', 7500],
  ['SELECT * FROM (VALUES (1, 2), (3, 4)) t(a, b)', 2],
  ['SELECT 1 AS a', 1],
  ['SELECT * FROM staged WHERE false', 0],
])('%s gives the same rows again at the cost of reading them', async (sql, rows) => {
  expect(await steadyRows(sql)).toBe(rows);
});

it.each([
  'SELECT *, random() AS chance FROM staged',
  'SELECT id, now() AS at FROM kept',
  'SELECT * FROM chance',
  'SELECT id FROM staged WHERE id < (SELECT max(v) * 100 FROM chance)',
  'SELECT * FROM staged LIMIT 10',
  'SELECT * FROM kept USING SAMPLE 10 PERCENT (system)',
  'SELECT * FROM staged TABLESAMPLE 10%',
  'SELECT DISTINCT k FROM staged',
  'SELECT k, count(*) AS n FROM staged GROUP BY k',
  'SELECT * FROM staged ORDER BY v',
  'SELECT *, row_number() OVER () AS n FROM staged',
  'SELECT s.* FROM staged s JOIN kept k USING (id)',
  'SELECT * FROM staged WHERE id IN (SELECT id FROM kept WHERE k = 2)',
])('%s does not', async (sql) => {
  expect(await steadyRows(sql)).toBeUndefined();
});

it('has the rows that staging writes: cast, with nulls for what they lack and for empty partition values', async () => {
  const relation = await scope.query(
    "SELECT id::INTEGER AS id, CASE WHEN k = 0 THEN '' ELSE 'p' || k END AS p FROM kept",
  );
  const schema = [field('id', 'long'), field('p', 'string'), field('more', 'date')];
  const target = { schema, partitionBy: ['p'] };
  const steady = await scope.steady(relation, target);
  const staged = await scope.stage(relation, { ...target, directory: join(opened.folder, 'lake/cast') });
  const sorted = async (rows: Parameters<Scope['rows']>[0]) =>
    (await scope.rows(rows, 10_000)).map((row) => JSON.stringify(row)).sort();
  expect(steady?.columns).toEqual(schema);
  expect(await sorted(steady ?? staged)).toEqual(await sorted(staged));
  expect((await sorted(staged)).filter((row) => row.endsWith('null,null]'))).toHaveLength(1667);
});
