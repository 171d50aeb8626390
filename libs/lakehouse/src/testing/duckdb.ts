import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { DataType, Field, ParquetFile } from '@mu-mesh/core';

let connection: Promise<DuckDBConnection> | undefined;

/** Rows of a statement as objects of text, on one in-memory instance for the process. */
export async function query(sql: string): Promise<Record<string, unknown>[]> {
  connection ??= open();
  const reader = await (await connection).runAndReadAll(sql);
  return reader.getRowObjectsJson() as Record<string, unknown>[];
}

async function open(): Promise<DuckDBConnection> {
  const opened = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await opened.run("SET TimeZone = 'UTC'");
  return opened;
}

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const NAMES: Record<string, string> = {
  byte: 'TINYINT',
  short: 'SMALLINT',
  integer: 'INTEGER',
  long: 'BIGINT',
  string: 'VARCHAR',
  binary: 'BLOB',
  timestamp: 'TIMESTAMPTZ',
  timestamp_ntz: 'TIMESTAMP',
};

/** DuckDB's spelling of a type. */
export function duckType(type: DataType): string {
  if (typeof type === 'string') return NAMES[type] ?? type.toUpperCase();
  if (type.type === 'array') return `${duckType(type.elementType)}[]`;
  if (type.type === 'map') return `MAP(${duckType(type.keyType)}, ${duckType(type.valueType)})`;
  return `STRUCT(${type.fields.map((f) => `${identifier(f.name)} ${duckType(f.type)}`).join(', ')})`;
}

/** The engine's port for checkpoints. */
export const parquet: ParquetFile = {
  read: async (path) =>
    (await query(`SELECT to_json(t)::VARCHAR AS row FROM read_parquet(${literal(path)}) t`)).map(({ row }) =>
      String(row),
    ),
  write: async (path, columns: Field[], rows) => {
    const list = rows.map((row) => `(${literal(row)})`).join(', ');
    const shape = JSON.stringify(Object.fromEntries(columns.map((c) => [c.name, shapeOf(c.type)])));
    await query(
      `COPY (SELECT unnest(from_json(row, ${literal(shape)})) FROM (VALUES ${list}) v(row)) TO ${literal(path)} (FORMAT parquet)`,
    );
  },
};

function shapeOf(type: DataType): unknown {
  if (typeof type === 'string') return duckType(type);
  if (type.type === 'array') return [shapeOf(type.elementType)];
  if (type.type === 'map') return duckType(type);
  return Object.fromEntries(type.fields.map((f) => [f.name, shapeOf(f.type)]));
}
