import { access } from 'node:fs/promises';

import { type Field, MeshError, type ParquetFile } from '@mu-mesh/core';

import type { Connection } from './connection';
import { engineError } from './mesh-error';
import { identifier, literal } from './quote';
import { escapeGlob } from './table-sql';
import { toSqlType } from './types';

const BATCH = 10_000;

/** Small Parquet files as JSON rows, for checkpoints. */
export class DuckDbParquetFile implements ParquetFile {
  constructor(private readonly connect: () => Promise<Connection>) {}

  read(path: string): Promise<string[]> {
    return this.with(async (connection) => {
      const source = `read_parquet(${literal(escapeGlob(path))}, hive_partitioning = false)`;
      const rows = await connection.all(`SELECT to_json(r)::VARCHAR FROM ${source} r`);
      return rows.map((row) => String(row[0]));
    });
  }

  write(path: string, columns: Field[], rows: readonly string[]): Promise<void> {
    return this.with(async (connection) => {
      const exists = await access(path).then(
        () => true,
        () => false,
      );
      if (exists) throw new MeshError('IO', `${path} exists already.`);
      const list = columns.map((column) => `${identifier(column.name)} ${toSqlType(column.type)}`).join(', ');
      await connection.run(`CREATE OR REPLACE TEMP TABLE parquet_rows (r STRUCT(${list}))`);
      for (let start = 0; start < rows.length; start += BATCH) {
        const insert = `INSERT INTO parquet_rows SELECT CAST(CAST(unnest($1::VARCHAR[]) AS JSON) AS STRUCT(${list}))`;
        await connection.all(insert, rows.slice(start, start + BATCH));
      }
      await connection.run(`COPY (SELECT unnest(r) FROM parquet_rows) TO ${literal(path)} (FORMAT parquet)`);
    });
  }

  private async with<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      const connection = await this.connect();
      try {
        return await work(connection);
      } finally {
        await connection.close();
      }
    } catch (error) {
      throw engineError(error);
    }
  }
}
