import { MeshError } from '@mu-mesh/core';

import type { Connection } from '../../connection';
import { DuckDbError } from '../../duckdb-error';
import { engineError } from '../../mesh-error';
import { literalList } from '../../quote';
import { escapeGlob } from '../../table-sql';

/** DuckDB's classes of failures that are not a file's fault. */
const NOT_THE_FILE = new Set(['INTERRUPT', 'Interrupt', 'Out of Memory', 'Permission']);
/** Reads behind the end of a file, which is cut or says wrong offsets, or before its start. */
const NOT_IN_FILE = /could not read enough bytes|outside file|could not read from file .*: invalid argument$/im;
/** What DuckDB says of its own files and of the medium; the other failures of the class `IO` are those of types in a footer. */
const MEDIUM = /\b(?:cannot|could not|unable to|failed to) (?!read file)|no files found/i;
/** What DuckDB says of a broken file that is plain enough for whoever made it. */
const PLAIN = /magic bytes|too small to be|encrypt|footer length/i;

/** Whether DuckDB, reading a Parquet file, failed at its content: neither at memory, medium nor permissions. */
export function isBroken(error: DuckDbError): boolean {
  if (error.type === 'IO') return NOT_IN_FILE.test(error.message) || !MEDIUM.test(error.message);
  return !NOT_THE_FILE.has(error.type);
}

/** Why one Parquet file cannot be read: DATA_INVALID where it is broken, SOURCE_UNREADABLE outside of the session's paths. */
export function unreadableParquet(path: string, cause: DuckDbError): MeshError {
  if (cause.type === 'Permission')
    return new MeshError('SOURCE_UNREADABLE', `${path} is outside the files and folders that this session may read.`, {
      cause,
    });
  if (!isBroken(cause)) return engineError(cause);
  const said = cause.message.split('\n', 1)[0] ?? '';
  return new MeshError(
    'DATA_INVALID',
    `${path} is no readable Parquet file: ${PLAIN.test(said) ? said : 'its content is damaged.'}`,
    { hint: 'Get the file again; it may be incomplete.', cause },
  );
}

/** A file of several, and the SELECT that was to read it. */
export interface ParquetRead {
  path: string;
  select: string;
}

/**
 * The failure of a query over files, laid to the first of them that cannot be read, or whose values do not fit; the failure
 * itself where none of them is to blame. DuckDB does not always say which file it read, so they are read once more.
 */
export async function blame(connection: Connection, reads: readonly ParquetRead[], error: unknown): Promise<unknown> {
  const cause = error instanceof MeshError ? error.cause : error;
  if (!(cause instanceof DuckDbError) || !isBroken(cause)) return error;
  for (const { path, select } of reads) {
    const unreadable = await failureOf(connection, everyValue(parquetReader([path])));
    if (unreadable) return unreadableParquet(path, unreadable);
    const unfit = await failureOf(connection, everyValue(`(${select})`));
    if (unfit) return unfitting(path, unfit);
  }
  return error;
}

function unfitting(path: string, cause: DuckDbError): MeshError {
  const { code, message, hint } = engineError(cause);
  return new MeshError(code, `${path}: ${message}`, { ...(hint !== undefined && { hint }), cause });
}

/** A query that computes every value of some rows. */
function everyValue(from: string): string {
  return `SELECT max(hash(rows)) FROM ${from} AS rows`;
}

/** Why a query cannot be run; undefined where it can. */
export async function failureOf(connection: Connection, sql: string): Promise<DuckDbError | undefined> {
  try {
    await connection.all(sql);
    return undefined;
  } catch (error) {
    return error as DuckDbError;
  }
}

/** The table function that reads Parquet files as they are, columns matched by name. */
export function parquetReader(paths: readonly string[]): string {
  return `read_parquet(${literalList(paths.map(escapeGlob))}, hive_partitioning = false, union_by_name = ${paths.length > 1})`;
}
