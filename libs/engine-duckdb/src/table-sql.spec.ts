import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { field } from '@mu-mesh/core';

import { Instance } from './instance';
import { literal } from './quote';
import { NO_ROWS, tableSql } from './table-sql';
import { closeScope, openScope } from './testing/opened-scope';

it('hands projections and filters to the files, as a plain read_parquet does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-table-'));
  const instance = await Instance.create();
  try {
    const connection = await instance.connect();
    const files = [0, 1].map((part) => ({ path: join(folder, `${part}.parquet`), rows: 1000, partitionValues: {} }));
    for (const { path } of files)
      await connection.run(`COPY (SELECT i AS id, i::VARCHAR AS name FROM range(1000) r(i)) TO ${literal(path)}`);
    const sql = tableSql({ schema: [field('id', 'long'), field('name', 'string')], partitionColumns: [], files });
    const plan = String((await connection.all(`EXPLAIN SELECT name FROM (${sql}) WHERE id > 5`))[0]?.[1]);
    expect(plan).toMatch(/Projections:\s*name/);
    expect(plan).toMatch(/Filters:\s*id>5/);
    expect(plan).not.toMatch(/PROJECTION|FILTER\b/);
  } finally {
    await instance.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('reads one large file as several, so that all threads take part, and its rows in order', async () => {
  const opened = await openScope();
  const { scope, folder } = opened;
  const schema = [field('id', 'long')];
  const made = await scope.query('SELECT range AS id FROM range(400000)');
  const staged = await scope.stage(made, { directory: join(folder, 'lake'), schema, partitionBy: [] });
  const set = { schema, partitionColumns: [], files: staged.files };
  expect(staged.files).toHaveLength(1);
  expect(tableSql(set)).toContain(literal(NO_ROWS));
  expect(tableSql({ ...set, files: staged.files.map((file) => ({ ...file, rows: 1000 })) })).not.toContain(NO_ROWS);
  await scope.name('t', staged);
  await scope.name('k', await scope.keep(await scope.query('SELECT id FROM t WHERE id % 2 = 0')));
  const places = 'SELECT id, row_number() OVER () - 1 AS place FROM k';
  const counts = await scope.query(`SELECT count(*), count(*) FILTER (id <> 2 * place) FROM (${places})`);
  expect(await scope.rows(counts, 2)).toEqual([['200000', '0']]);
  await closeScope(opened);
});
