import { field, formatType, MeshError, type Field, type IngestTarget, type Scan } from '@mu-mesh/core';

import type { ResultColumn } from '../../connection';
import { DuckDbError } from '../../duckdb-error';
import { identifier } from '../../quote';
import { toDataType, toSqlType } from '../../types';
import type { IngestContext, IngestResult } from '../context';
import { blame, parquetReader, unreadableParquet, type ParquetRead } from './broken-file';

type ParquetScan = Extract<Scan, { format: 'parquet' }>;

/** Reads Parquet files by column name; files with different types of a column, or a broken file, are errors that name the file. */
export async function ingestParquet(
  context: IngestContext,
  scan: ParquetScan,
  target: IngestTarget,
): Promise<IngestResult> {
  const columns = scan.schema ?? (await unionColumns(context, scan));
  const reads: ParquetRead[] = [];
  for (const { path } of scan.files) {
    const given = new Set((await fileColumns(context, path)).map((column) => column.name));
    const list = columns.map((column) => {
      const value = given.has(column.name) ? identifier(column.name) : 'NULL';
      return `CAST(${value} AS ${toSqlType(column.type)}) AS ${identifier(column.name)}`;
    });
    reads.push({ path, select: `SELECT ${list.join(', ')} FROM ${parquetReader([path])}` });
  }
  if (reads.length === 0) throw new MeshError('SOURCE_MISSING', 'There are no Parquet files to read.');
  const select = reads.map((read) => read.select).join(' UNION ALL ');
  const staged = await context.stage(select, target).catch(async (error: unknown) => {
    throw await blame(context.connection, reads, error);
  });
  return { staged, rowsIn: staged.rows, quarantined: 0, dropped: 0 };
}

/** Every column of every file, in order of appearance; one name must have one type. */
async function unionColumns(context: IngestContext, scan: ParquetScan): Promise<Field[]> {
  const found = new Map<string, { column: Field; path: string }>();
  for (const { path } of scan.files) {
    for (const { name, type } of await fileColumns(context, path)) {
      const dataType = toDataType(type);
      if (dataType === undefined)
        throw new MeshError(
          'DATA_INVALID',
          `${path}: column "${name}" has the type ${type.toString()}, which a table cannot hold.`,
        );
      const first = found.get(name);
      if (!first) found.set(name, { column: field(name, dataType), path });
      else if (formatType(first.column.type) !== formatType(dataType)) {
        throw new MeshError(
          'DATA_INVALID',
          `${path}: column "${name}" is ${formatType(dataType)}, in ${first.path} it is ${formatType(first.column.type)}.`,
          { hint: 'Declare the column in "schema"; values are then cast to it.' },
        );
      }
    }
  }
  return [...found.values()].map(({ column }) => column);
}

/** Names and types of one file. Throws DATA_INVALID, or SOURCE_UNREADABLE, which name it. */
export async function fileColumns(context: Pick<IngestContext, 'connection'>, path: string): Promise<ResultColumn[]> {
  try {
    return await context.connection.columns(`SELECT * FROM ${parquetReader([path])}`);
  } catch (error) {
    throw error instanceof DuckDbError ? unreadableParquet(path, error) : error;
  }
}
