import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

export interface Counts {
  out: number;
  bad: number;
}

/** Rows that fit the types declared in the dataset's pipeline.json, and lines that do not: counted by DuckDB, not by us. */
export async function countCsv(repository: string, address: string, data: string): Promise<Counts> {
  const schema = declaredTypes(repository, address);
  const columns = Object.entries(schema)
    .map(([name, type]) => `'${name}': '${type}'`)
    .join(', ');
  let counts: Counts = { out: 0, bad: 0 };
  for (const file of readdirSync(data)) {
    const path = file.endsWith('-legacy.csv') ? decoded(join(data, file)) : join(data, file);
    const [out, bad] = await query(
      [
        `CREATE TABLE rows AS FROM read_csv('${path}', header = true, delim = ',', quote = '"', escape = '"',
         nullstr = '', columns = {${columns}}, auto_detect = false, store_rejects = true)`,
      ],
      'SELECT (SELECT count(*) FROM rows), (SELECT count(DISTINCT line) FROM reject_errors)',
    );
    counts = { out: counts.out + Number(out), bad: counts.bad + Number(bad) };
  }
  return counts;
}

/** A copy in UTF-8 of a file in windows-1252, beside the data folder; the euro is its only character outside Latin-1. */
function decoded(file: string): string {
  const copy = join(file, '..', '..', 'decoded.csv');
  writeFileSync(copy, readFileSync(file, 'latin1').replaceAll('\x80', '€'));
  return copy;
}

export async function countNdjson(repository: string, address: string, data: string): Promise<Counts> {
  const scalar = Object.entries(declaredTypes(repository, address)).filter(([, type]) => !type.startsWith('STRUCT'));
  const misfit = scalar.map(
    ([name, type]) => `(line::JSON->>'${name}' IS NOT NULL AND TRY_CAST(line::JSON->>'${name}' AS ${type}) IS NULL)`,
  );
  const [rows, bad] = await query(
    [
      `CREATE TABLE lines AS FROM read_csv('${join(data, '*.ndjson')}', header = false, delim = '\x01', quote = '', escape = '',
       columns = {'line': 'VARCHAR'}, auto_detect = false)`,
    ],
    `SELECT count(*), count(*) FILTER (WHERE CASE WHEN json_valid(line) THEN ${misfit.join(' OR ')} ELSE true END) FROM lines`,
  );
  return { out: Number(rows) - Number(bad), bad: Number(bad) };
}

export async function countParquet(data: string): Promise<number> {
  const [rows] = await query([], `SELECT count(*) FROM '${join(data, '*.parquet')}'`);
  return Number(rows);
}

function declaredTypes(repository: string, address: string): Record<string, string> {
  const file = join(repository, 'domains', ...address.split('.'), 'pipeline.json');
  const job = JSON.parse(readFileSync(file, 'utf8')) as { execution: { schema?: Record<string, string> }[] };
  return job.execution[0]?.schema ?? {};
}

async function query(prepare: string[], sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const statement of prepare) await connection.run(statement);
    const rows = await (await connection.run(sql)).getRows();
    return rows[0] ?? [];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
