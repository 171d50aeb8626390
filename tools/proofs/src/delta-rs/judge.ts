import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Table } from '@mu-mesh/core';
import { DELTA_RS, pythonVenv } from '@mu-mesh/services';
import type { Lake } from './lake';

/** Ends at once: threads of pyarrow and deltalake may otherwise abort the interpreter on its way out. */
const END = 'import os; sys.stdout.flush(); os._exit(0)';

const READ = `
import pyarrow.parquet as pq
for version in sys.argv[3:]:
    pq.write_table(deltalake.DeltaTable(sys.argv[1], version=int(version)).to_pyarrow_table(), f"{sys.argv[2]}/{version}.parquet")
`;

/** Runs a Python program with deltalake; `sys.argv[1]` is the table. Returns its output. */
export function deltaRs(table: Table, program: string, ...args: string[]): string {
  const text = `import sys, deltalake, pyarrow as pa\n${program}\n${END}`;
  return pythonVenv(DELTA_RS)
    .run(text, table.location, ...args)
    .trim();
}

/** What a version is for delta-rs: its number of rows, and what only one of us and delta-rs has, types included. */
export interface Verdict {
  version: number;
  rows: number;
  different: string[];
}

export async function compare(lake: Lake, table: Table, versions: readonly number[]): Promise<Verdict[]> {
  const [ours, theirs] = [mkdtempSync(join(lake.root, 'ours-')), mkdtempSync(join(lake.root, 'theirs-'))];
  deltaRs(table, READ, theirs, ...versions.map(String));
  const verdicts: Verdict[] = [];
  for (const version of versions) {
    const name = `${version}.parquet`;
    await lake.export(table, version, join(ours, name));
    verdicts.push({ version, ...(await difference(join(ours, name), join(theirs, name))) });
  }
  return verdicts;
}

/** Rows that only one of two Parquet files has, and their column types where those differ. */
export async function difference(ours: string, theirs: string): Promise<{ rows: number; different: string[] }> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const texts = async (sql: string): Promise<string[]> =>
    (await connection.runAndReadAll(sql)).getRowsJson().map((row) => row.join(' '));
  const only = (a: string, b: string): Promise<string[]> =>
    texts(`SELECT to_json(t)::VARCHAR FROM (FROM read_parquet('${a}') EXCEPT ALL FROM read_parquet('${b}')) t`);
  try {
    const different = [...(await only(ours, theirs)), ...(await only(theirs, ours))];
    const types = await Promise.all(
      [ours, theirs].map((path) =>
        texts(`SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet('${path}'))`),
      ),
    );
    if (String(types[0]) !== String(types[1])) different.push(...types.map(String));
    return { rows: Number((await texts(`SELECT count(*) FROM read_parquet('${theirs}')`))[0]), different };
  } finally {
    connection.closeSync();
  }
}
