import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Relation, Scope } from '@mu-mesh/core';

import { DuckDbRelation } from './relation';
import { closeScope, type OpenedScope, openScope } from './testing/opened-scope';

let opened: OpenedScope;
let scope: Scope;

beforeEach(async () => {
  opened = await openScope();
  ({ scope } = opened);
  mkdirSync(join(opened.folder, 'lake'));
});

afterEach(() => closeScope(opened));

/** Every row comes three times, with nulls, lists and NaN. */
const ROWS = `SELECT i % 3000 AS id, CASE WHEN i % 7 > 0 THEN 'name ' || i % 11 END AS name, [i % 5, NULL] AS list,
  CASE WHEN i % 13 = 0 THEN 'NaN'::DOUBLE ELSE i % 17 / 4 END AS share FROM range(9000) r(i)`;

/** Told by numbers. */
const PLAIN = [
  'SELECT * FROM input WHERE name IS NULL OR share > 3',
  'select * from latest l WHERE l.id % 2 = 0 -- even',
  'FROM "Input" WHERE id IN (SELECT max(id) FROM other) AND share IS NOT NULL',
  'SELECT * FROM input WHERE false',
  'SELECT * FROM input',
];

/** One column more would change what these mean; they are compared by value. */
const OTHERS = [
  'SELECT DISTINCT * FROM input WHERE id < 10',
  'SELECT * FROM input GROUP BY ALL HAVING id % 2 = 0',
  'SELECT id, name, list, share FROM input WHERE id < 100',
  'SELECT * FROM input WHERE COLUMNS(*) IS NOT NULL',
  'SELECT * FROM input WHERE hash(input) % 2 = 0',
  'SELECT * FROM input i WHERE i IN (SELECT i FROM input AS i WHERE id < 10)',
  'SELECT * FROM input WHERE id IN (SELECT id FROM (SELECT * FROM input) WHERE id > 2000)',
  'SELECT * FROM input WHERE name IS NULL ORDER BY share LIMIT 5',
  'SELECT * FROM input QUALIFY row_number() OVER (PARTITION BY id, name, list, share) = 1',
  'SELECT * FROM input UNION SELECT * FROM input',
  'SELECT input.* FROM input SEMI JOIN other USING (id)',
  'SELECT * FROM other',
];

async function values(relation: Relation): Promise<string[]> {
  return (await scope.rows(relation, 20_000)).map((row) => JSON.stringify(row)).sort();
}

async function named(input: Relation): Promise<void> {
  await scope.name('input', input);
  await scope.name('latest', input);
  await scope.name('other', await scope.query('SELECT * FROM input WHERE id = 5'));
}

async function compare(input: Relation, sql: string): Promise<boolean> {
  const refused = await scope.query(sql);
  const expected = await values(await scope.query(`SELECT * FROM input EXCEPT ALL (${sql}\n)`));
  const kept = await scope.except(input, refused);
  expect(await values(kept)).toEqual(expected);
  const file = join(opened.folder, 'lake', `${Math.random()}.parquet`);
  expect((await scope.quarantine(refused, { file, run: 'r', rule: 'f', reason: 'no' })) + expected.length).toBe(9000);
  return (refused as DuckDbRelation).filtered !== undefined;
}

describe('rows that a filter refuses', () => {
  it('are told by numbers where one column more changes nothing, else by value: the rest is the same', async () => {
    const input = await scope.keep(await scope.query(ROWS));
    await named(input);
    for (const sql of PLAIN) expect([sql, await compare(input, sql)]).toEqual([sql, true]);
    for (const sql of OTHERS) expect([sql, await compare(input, sql)]).toEqual([sql, false]);
  }, 60_000);

  it('are told by numbers in staged files too, one or several', async () => {
    const directory = join(opened.folder, 'lake');
    const one = await scope.stage(await scope.query(`SELECT * FROM (${ROWS}) LIMIT 4000`), {
      directory,
      partitionBy: [],
    });
    const two = await scope.stage(await scope.query(`SELECT * FROM (${ROWS}) OFFSET 4000`), {
      directory,
      partitionBy: [],
    });
    const files = [...one.files, ...two.files];
    const input = await scope.table({ version: 0, schema: one.columns, partitionColumns: [], files });
    const staged = await scope.stage(await scope.query(ROWS), { directory, partitionBy: [] });
    for (const relation of [staged, input]) {
      await named(relation);
      for (const sql of PLAIN) expect(await compare(relation, sql)).toBe(relation === staged);
    }
  }, 60_000);

  it('are told by numbers of that input alone, also under a name that stands for other rows later', async () => {
    const input = await scope.keep(await scope.query('SELECT i AS id FROM range(10) r(i)'));
    await scope.name('input', input);
    const refused = await scope.query('SELECT * FROM input WHERE id < 3');
    const others = await scope.keep(await scope.query('SELECT i AS id FROM range(5) r(i)'));
    await scope.name('input', others);
    expect(await values(await scope.except(input, refused))).toHaveLength(7);
    expect(await values(await scope.except(others, refused))).toEqual(['["3"]', '["4"]']);
  });
});

describe('keep', () => {
  it('computes rows once, with the types of a table, and as a table has them', async () => {
    const kept = await scope.keep(
      await scope.query("SELECT random() AS r, sum(i) AS s, uuid() AS u, 'a'::ENUM('a') AS e FROM range(4) t(i)"),
    );
    expect(kept.rows).toBe(1);
    expect(await scope.rows(kept, 9)).toEqual(await scope.rows(kept, 9));
    expect(kept.columns.map(({ type }) => type)).toEqual(['double', 'decimal(38,0)', 'string', 'string']);
    await scope.name('input', kept);
    const types = await scope.query('SELECT typeof(s), typeof(u), typeof(e) FROM input');
    expect(await scope.rows(types, 1)).toEqual([['DECIMAL(38,0)', 'VARCHAR', 'VARCHAR']]);
    expect(await scope.keep(kept)).toBe(kept);
    expect(await scope.count(kept)).toBe(1);
  });

  it('spills what does not fit into memory', async () => {
    const kept = await scope.keep(
      await scope.query(
        'SELECT i AS id, md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS a, md5((i + 2)::VARCHAR) || md5((i + 3)::VARCHAR) AS b FROM range(2000000) t(i)',
      ),
    );
    await scope.name('input', kept);
    const refused = await scope.query('SELECT * FROM input WHERE id % 100 = 0');
    const rest = await scope.except(kept, refused);
    expect(await scope.count(rest)).toBe(1_980_000);
  }, 60_000);
});
