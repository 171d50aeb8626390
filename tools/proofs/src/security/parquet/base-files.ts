import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** A Parquet file, and where its parts are. */
export interface BaseFile {
  bytes: Buffer;
  /** A file of the same columns and as many other rows. */
  more: Buffer;
  /** Offset of the footer. */
  footer: number;
  /** Offsets of the first page of every column chunk. */
  pages: number[];
  /** Numbers that its footer and page headers say: rows, values, sizes, offsets. */
  numbers: number[];
}

const COLUMNS = `i AS id, CASE WHEN i % 7 <> 0 THEN 'value ' || i % 13 END AS text, i / 7.0 AS ratio,
  TIMESTAMP '2026-01-01' + to_seconds(i) AS at, (i % 100)::DECIMAL(9, 2) AS price, [i, i + 1] AS list,
  {'a': i, 'b': 'x' || i} AS pair, i % 2 = 0 AS even`;
const SOURCES = [
  ['id, text', 'uncompressed', 2048],
  ['*', 'zstd', 2048],
  ['*', 'snappy', 2048],
  ['id, text, list', 'gzip', 4000],
] as const;

/** Files that differ in columns, compression and row groups; each has 4,000 rows. */
export async function baseFiles(folder: string): Promise<BaseFile[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS();
  try {
    const files: BaseFile[] = [];
    for (const [columns, compression, group] of SOURCES) {
      const path = join(folder, `base-${files.length}.parquet`);
      const more = join(folder, `more-${files.length}.parquet`);
      for (const [to, range] of [
        [path, 'range(4000)'],
        [more, 'range(4000, 8000)'],
      ])
        await connection.run(`COPY (SELECT ${columns} FROM (SELECT ${COLUMNS} FROM ${range} t(i)))
          TO '${to}' (FORMAT parquet, COMPRESSION ${compression}, ROW_GROUP_SIZE ${group})`);
      const chunks = await read(`SELECT dictionary_page_offset, data_page_offset, num_values, total_compressed_size,
        total_uncompressed_size, row_group_num_rows, row_group_bytes FROM parquet_metadata('${path}')`);
      const bytes = readFileSync(path);
      files.push({
        bytes,
        more: readFileSync(more),
        footer: bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8),
        pages: chunks.flatMap(([dictionary, data]) => [dictionary, data].flatMap((at) => (at ? [Number(at)] : []))),
        numbers: [...new Set(chunks.flat().flatMap((value) => (value ? [Number(value)] : [])))],
      });
    }
    return files;
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
}
