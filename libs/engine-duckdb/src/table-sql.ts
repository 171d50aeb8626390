import type { Field, TableFile } from '@mu-mesh/core';

import { identifier, literal, literalList } from './quote';
import { toSqlType } from './types';

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
  const columns = set.schema.map((column) =>
    partitions.has(column.name)
      ? `p.${identifier(column.name)}::${toSqlType(column.type)} AS ${identifier(column.name)}`
      : `f.${identifier(column.name)}`,
  );
  return `SELECT ${columns.join(', ')} FROM ${readParquet(set, stored)} f JOIN ${partitionValues(set)} ON f.file_index = p."#file"`;
}

/** A SELECT without rows that has the columns. */
export function emptySql(schema: readonly Field[]): string {
  const columns = schema.map((column) => `NULL::${toSqlType(column.type)} AS ${identifier(column.name)}`);
  return `SELECT ${columns.length > 0 ? columns.join(', ') : 'NULL AS "#none"'} WHERE false`;
}

function columnList(schema: readonly Field[]): string {
  return schema.map((column) => identifier(column.name)).join(', ');
}

function readParquet(set: FileSet, stored: readonly Field[]): string {
  const paths = literalList(set.files.map((file) => escapeGlob(file.path)));
  const rows = set.files.map((file) => file.rows);
  const known = rows.every((count) => count !== undefined);
  const options = ['hive_partitioning = false', 'union_by_name = false'];
  if (stored.length > 0) options.push(`schema = MAP {${stored.map(schemaEntry).join(', ')}}`);
  if (known) options.push(`explicit_cardinality = ${rows.reduce<number>((sum, count) => sum + (count ?? 0), 0)}`);
  return `read_parquet(${paths}, ${options.join(', ')})`;
}

function schemaEntry(column: Field): string {
  const name = literal(column.name);
  return `${name}: {'name': ${name}, 'type': ${literal(toSqlType(column.type))}, 'default_value': NULL}`;
}

/** DuckDB takes `* ? [` in a path for a pattern; a bracket of one character means the character itself. */
export function escapeGlob(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]');
}

function partitionValues(set: FileSet): string {
  const rows = set.files.map((file, index) => {
    const values = set.partitionColumns.map((name) => {
      const value = file.partitionValues[name];
      return value === null || value === undefined ? 'NULL::VARCHAR' : literal(value);
    });
    return `(${index}::UBIGINT, ${values.join(', ')})`;
  });
  return `(VALUES ${rows.join(', ')}) AS p("#file", ${set.partitionColumns.map(identifier).join(', ')})`;
}
