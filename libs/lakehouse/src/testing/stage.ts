import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Field, StagedFile, TableScan } from '@mu-mesh/core';
import { duckType, identifier, literal, query } from './duckdb';

/** Stages the rows of a query as an engine does, with statistics of its top-level columns. */
export async function stage(
  location: string,
  sql: string,
  schema: Field[],
  partitionBy: string[] = [],
): Promise<StagedFile[]> {
  await mkdir(location, { recursive: true });
  const columns = schema
    .map((f) => `CAST(${identifier(f.name)} AS ${duckType(f.type)}) AS ${identifier(f.name)}`)
    .join(', ');
  const id = randomUUID();
  const target = partitionBy.length > 0 ? location : join(location, `part-${id}.parquet`);
  const partitions = `PARTITION_BY (${partitionBy.map(identifier).join(', ')}), FILENAME_PATTERN 'part-${id}-{i}', OVERWRITE_OR_IGNORE`;
  const options = ['FORMAT parquet', 'RETURN_STATS', ...(partitionBy.length > 0 ? [partitions] : [])].join(', ');
  const rows = await query(`COPY (SELECT ${columns} FROM (${sql})) TO ${literal(target)} (${options})`);
  const files: StagedFile[] = [];
  for (const row of rows) {
    const path = String(row['filename']);
    if (Number(row['count']) === 0) await rm(path);
    else files.push(toStaged(path, row, schema));
  }
  return files;
}

interface Pair<T> {
  key: string;
  value: T;
}

function toStaged(path: string, row: Record<string, unknown>, schema: Field[]): StagedFile {
  const keys = (row['partition_keys'] ?? []) as Pair<string | null>[];
  return {
    path,
    rows: Number(row['count']),
    bytes: Number(row['file_size_bytes']),
    partitionValues: Object.fromEntries(keys.map(({ key, value }) => [key, value])),
    stats: statsOf(Number(row['count']), row['column_statistics'] as Pair<Pair<string>[]>[], schema),
  };
}

const NUMBER = /^(byte|short|integer|long|decimal.*)$/;

function statsOf(rows: number, statistics: Pair<Pair<string>[]>[], schema: Field[]): string {
  const parts: Record<'min' | 'max' | 'null_count', string[]> = { min: [], max: [], null_count: [] };
  for (const field of schema) {
    const found = statistics.find(({ key }) => key === identifier(field.name));
    if (!found || typeof field.type !== 'string') continue;
    const values = Object.fromEntries(found.value.map(({ key, value }) => [key, value]));
    for (const key of ['min', 'max', 'null_count'] as const) {
      const value = values[key];
      if (value === undefined) continue;
      if (key === 'null_count' || NUMBER.test(field.type)) parts[key].push(`${JSON.stringify(field.name)}:${value}`);
      else if (field.type === 'string') parts[key].push(`${JSON.stringify(field.name)}:${JSON.stringify(value)}`);
    }
  }
  return `{"numRecords":${rows},"minValues":{${parts.min}},"maxValues":{${parts.max}},"nullCount":{${parts.null_count}}}`;
}

/** Every row of a version as one JSON text, sorted. */
export async function rowsOf(scan: TableScan): Promise<string[]> {
  const texts: string[] = [];
  for (const file of scan.files) {
    const own = new Set(
      (await query(`DESCRIBE SELECT * FROM read_parquet(${literal(file.path)}, hive_partitioning = false)`)).map(
        (c) => c['column_name'],
      ),
    );
    const columns = scan.schema.map((f) => {
      const partition = file.partitionValues[f.name];
      const value = scan.partitionColumns.includes(f.name)
        ? partition === null || partition === undefined
          ? 'NULL'
          : literal(partition)
        : own.has(f.name)
          ? identifier(f.name)
          : 'NULL';
      return `CAST(${value} AS ${duckType(f.type)}) AS ${identifier(f.name)}`;
    });
    const rows = await query(
      `SELECT to_json(t)::VARCHAR AS row FROM (SELECT ${columns.join(', ')} FROM read_parquet(${literal(file.path)}, hive_partitioning = false)) t`,
    );
    texts.push(...rows.map(({ row }) => String(row)));
  }
  return texts.sort();
}
