import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { field } from '@mu-mesh/core';

import { Instance } from './instance';
import { literal } from './quote';
import { tableSql } from './table-sql';

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
