import { join } from 'node:path';

import { freeName, type Field, type TableFile } from '@mu-mesh/core';

import { identifier, literal, literalList } from './quote';
import { toSqlType } from './types';

/**
 * A Parquet file without rows. DuckDB reads a single file of a given `schema` in one thread, as it does not open it to
 * count its row groups, and several files in all threads: so this is read beside a large one.
 */
export const NO_ROWS = join(__dirname, '..', 'assets', 'none.parquet');

/** Rows of a DuckDB row group, the least that a thread reads. */
const ROW_GROUP = 122_880;

/** Files of a table or of a staged relation, with what is needed to read them as one. */
export interface FileSet {
  schema: Field[];
  partitionColumns: string[];
  files: readonly Pick<TableFile, 'path' | 'rows' | 'partitionValues'>[];
}

/**
 * A SELECT over a list of Parquet files: columns by name, cast to the schema, null where an older file lacks one;
 * partition values from the log, never from the paths. No file is opened to bind it, and projections and
 * filters reach the files as with a plain `read_parquet`. `more`: one more expression, for files without partitions.
 */
export function tableSql(set: FileSet, more?: string): string {
  if (set.files.length === 0) return emptySql(set.schema);
  const partitions = new Set(set.partitionColumns);
  const stored = set.schema.filter((column) => !partitions.has(column.name));
  if (partitions.size === 0)
    return `SELECT ${columnList(set.schema)}${more === undefined ? '' : `, ${more}`} FROM ${readParquet(set, stored)}`;
  const names = new Map(
    stored.map(({ name }) => [name, isFileIndex(name) ? freeName('#file_index', set.schema) : name]),
  );
  const columns = set.schema.map(({ name, type }) => {
    const own = names.get(name);
    if (own === undefined) return `p.${identifier(name)}::${toSqlType(type)} AS ${identifier(name)}`;
    return own === name ? `f.${identifier(name)}` : `f.${identifier(own)} AS ${identifier(name)}`;
  });
  const file = identifier(freeName('#file', set.schema));
  const read = readParquet(set, stored, names);
  return `SELECT ${columns.join(', ')} FROM ${read} f JOIN ${partitionValues(set, file)} ON f.file_index = p.${file}`;
}

/** Whether a column hides DuckDB's own number of the file that a row lies in. */
function isFileIndex(name: string): boolean {
  return name.toLowerCase() === 'file_index';
}

/** A SELECT without rows that has the columns. */
export function emptySql(schema: readonly Field[]): string {
  const columns = schema.map((column) => `NULL::${toSqlType(column.type)} AS ${identifier(column.name)}`);
  return `SELECT ${columns.length > 0 ? columns.join(', ') : 'NULL AS "#none"'} WHERE false`;
}

function columnList(schema: readonly Field[]): string {
  return schema.map((column) => identifier(column.name)).join(', ');
}

/** `names`: what columns of the files are called in what is read, where not as in the files. */
function readParquet(set: FileSet, stored: readonly Field[], names?: ReadonlyMap<string, string>): string {
  const rows = set.files.map((file) => file.rows);
  const paths = set.files.map((file) => file.path);
  if (paths.length === 1 && (rows[0] ?? Infinity) > ROW_GROUP) paths.push(NO_ROWS);
  const known = rows.every((count) => count !== undefined);
  const options = ['hive_partitioning = false', 'union_by_name = false'];
  if (stored.length > 0)
    options.push(`schema = MAP {${stored.map((column) => schemaEntry(column, names?.get(column.name))).join(', ')}}`);
  if (known) options.push(`explicit_cardinality = ${rows.reduce<number>((sum, count) => sum + (count ?? 0), 0)}`);
  return `read_parquet(${literalList(paths.map(escapeGlob))}, ${options.join(', ')})`;
}

function schemaEntry(column: Field, name = column.name): string {
  return `${literal(column.name)}: {'name': ${literal(name)}, 'type': ${literal(toSqlType(column.type))}, 'default_value': NULL}`;
}

/** DuckDB takes `* ? [` in a path for a pattern; a bracket of one character means the character itself. */
export function escapeGlob(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]');
}

function partitionValues(set: FileSet, file: string): string {
  const rows = set.files.map((file, index) => {
    const values = set.partitionColumns.map((name) => {
      const value = file.partitionValues[name];
      return value === null || value === undefined ? 'NULL::VARCHAR' : literal(value);
    });
    return `(${index}::UBIGINT, ${values.join(', ')})`;
  });
  return `(VALUES ${rows.join(', ')}) AS p(${file}, ${set.partitionColumns.map(identifier).join(', ')})`;
}
