import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Workspace } from '@mu-mesh/core';
import { inOrder, withDescendants } from './order';
import { text } from './text';

/** A table that mesh made. */
export interface MeshTable {
  address: string;
  /** Its folder. */
  location: string;
  rows: { out: number; quarantined: number };
}

/**
 * Throws where plain DuckDB's tables are not those of mesh: the same number of rows, and the same values. One thing may
 * differ: DuckDB's JSON reader loses the line after one that breaks off before a value, which mesh reads again; so a
 * JSON source may lack a row for each that mesh refused, and what is made from it has as many rows, of other values.
 */
export async function expectSameRows(workspace: Workspace, lake: string, tables: readonly MeshTable[]): Promise<void> {
  const sources = inOrder(workspace).filter(({ dataset }) =>
    dataset.jobs.some(({ steps }) => steps.some((step) => step.kind === 'ingest' && step.connector === 'IngestJSON')),
  );
  const json = new Set(sources.map(({ dataset }) => dataset.id));
  const fromJson = new Set([...json].flatMap((address) => withDescendants(workspace, address)));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const faults: string[] = [];
  try {
    for (const { address, location, rows } of tables) {
      const mesh = await rowsOf(connection, join(location, '*.parquet'));
      const plain = await rowsOf(connection, join(lake, `${address.replaceAll('.', '/')}.parquet`));
      const lost = mesh.count - plain.count;
      if (mesh.count !== rows.out) faults.push(`${address}: mesh reports ${rows.out} rows and wrote ${mesh.count}`);
      if (lost < 0 || lost > (json.has(address) ? rows.quarantined : 0))
        faults.push(`${address}: mesh has ${mesh.count} rows, plain DuckDB ${plain.count}`);
      else if (!fromJson.has(address) && mesh.digest !== plain.digest) faults.push(`${address}: other values`);
    }
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
  if (faults.length > 0) throw new Error(`not the same work:\n${faults.join('\n')}`);
}

/** How many rows, and a sum over them that does not depend on their order; numbers with rounding errors left out. */
async function rowsOf(connection: DuckDBConnection, files: string): Promise<{ count: number; digest: string }> {
  const from = `read_parquet(${text(files)})`;
  const columns = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`)).getRowsJS();
  const exact = columns
    .filter(([, type]) => type !== 'DOUBLE' && type !== 'FLOAT')
    .map(([name]) => `"${String(name)}"`);
  const sql = `SELECT count(*), sum(hash(${exact.sort().join(', ')}))::VARCHAR FROM ${from}`;
  const [row] = (await connection.runAndReadAll(sql)).getRowsJS();
  return { count: Number(row?.[0]), digest: String(row?.[1]) };
}
