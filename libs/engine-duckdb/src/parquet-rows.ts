import { field, MeshError } from '@mu-mesh/core';

import type { Connection } from './connection';
import { DuckDbError } from './duckdb-error';
import { failureOf, isBroken, parquetReader, unreadableParquet } from './ingest/parquet/broken-file';
import { checkFiles } from './ingest/source-files';
import { identifier } from './quote';
import { DuckDbRelation } from './relation';
import { needsCast, toField, toSqlType } from './types';

/** Rows of Parquet files as they lie there. */
export class ParquetRows extends DuckDbRelation {
  constructor(
    id: string,
    columns: DuckDbRelation['columns'],
    sql: string,
    readonly paths: readonly string[],
  ) {
    super(id, columns, sql, true);
  }
}

/**
 * Reads the footers only; columns are matched by name, a type that a table cannot hold becomes text.
 * Throws SOURCE_MISSING, SOURCE_UNREADABLE (also outside the session's paths), DATA_INVALID for a broken file; each names the file.
 */
export async function parquetRows(connection: Connection, id: string, paths: readonly string[]): Promise<ParquetRows> {
  if (paths.length === 0) throw new MeshError('SOURCE_MISSING', 'There are no Parquet files to read.');
  await checkFiles(paths.map((path) => ({ path })));
  const source = parquetReader(paths);
  const raw = await naming(connection, paths, 0, () => connection.columns(`SELECT * FROM ${source}`));
  const columns = raw.map((column) => toField(column) ?? field(column.name, 'string'));
  const list = raw.map((column, index) => {
    const name = identifier(column.name);
    return needsCast(column.type) ? `CAST(${name} AS ${toSqlType(columns[index]?.type ?? 'string')}) AS ${name}` : name;
  });
  return new ParquetRows(id, columns, `SELECT ${list.join(', ')} FROM ${source}`, paths);
}

/** Runs a query that reads `limit` rows of files; DuckDB does not always say which of them is broken, so this finds out. */
export async function naming<T>(
  connection: Connection,
  paths: readonly string[],
  limit: number,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DuckDbError) || !(isBroken(error) || error.type === 'Permission')) throw error;
    for (const path of paths) {
      const cause = await failureOf(connection, `SELECT * FROM ${parquetReader([path])} LIMIT ${limit}`);
      if (cause) throw unreadableParquet(path, cause);
    }
    throw error;
  }
}
