import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';

import { duckdb } from './driver';
import { DuckDbError, toDuckDbError } from './duckdb-error';

/** Milliseconds between two attempts to stop a connection's statement. */
const INTERRUPT_INTERVAL = 20;

/** A column of a result as DuckDB types it. */
export interface ResultColumn {
  name: string;
  type: DuckDBType;
}

/** One DuckDB connection. Its methods throw DuckDbError; statements on one connection run one after the other. */
export class Connection {
  private readonly running = new Set<Promise<unknown>>();
  private closed = false;

  constructor(private readonly connection: DuckDBConnection) {}

  /** Runs statements for their effect. */
  async run(sql: string): Promise<void> {
    await this.guard(() => this.connection.run(sql));
  }

  /**
   * Every row as JavaScript values: BIGINT as bigint, DOUBLE and DECIMAL as number (cast to VARCHAR to keep
   * digits), lists as arrays. `texts`, where given, is bound to `$1` as VARCHAR[].
   */
  async all(sql: string, texts?: readonly string[]): Promise<unknown[][]> {
    return this.guard(async () => {
      if (!texts) return (await this.connection.runAndReadAll(sql)).getRowsJS();
      const { listValue, LIST, VARCHAR } = duckdb();
      const reader = await this.connection.runAndReadAll(sql, [listValue([...texts])], [LIST(VARCHAR)]);
      return reader.getRowsJS();
    });
  }

  /** Every row as texts; the statement must yield VARCHAR columns only. */
  async texts(sql: string): Promise<(string | null)[][]> {
    const rows = await this.all(sql);
    return rows.map((row) => row.map((value) => (value === null || value === undefined ? null : String(value))));
  }

  /** The first column of the first row as a count. */
  async count(sql: string): Promise<number> {
    return Number((await this.all(sql))[0]?.[0] ?? 0);
  }

  /** The columns that one statement yields, bound but not run. */
  async columns(sql: string): Promise<ResultColumn[]> {
    return this.guard(async () => {
      const statement = await this.connection.prepare(sql);
      try {
        return Array.from({ length: statement.columnCount }, (_, index) => ({
          name: statement.columnName(index),
          type: statement.columnType(index),
        }));
      } finally {
        statement.destroySync();
      }
    });
  }

  /** Stops the running statement; it then throws a DuckDbError of type `INTERRUPT`. */
  interrupt(): void {
    if (!this.closed) this.connection.interrupt();
  }

  /** Interrupts what runs, waits until it has ended and gives the connection back. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const ended = Promise.allSettled(this.running);
    // A statement that has not begun yet forgets an interrupt; so it is repeated until all have ended.
    const timer = setInterval(() => this.connection.interrupt(), INTERRUPT_INTERVAL);
    this.connection.interrupt();
    await ended;
    clearInterval(timer);
    this.connection.disconnectSync();
  }

  private async guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw new DuckDbError('INTERRUPT', 'The engine was closed.');
    const running = work();
    this.running.add(running);
    try {
      return await running;
    } catch (error) {
      throw toDuckDbError(error);
    } finally {
      this.running.delete(running);
    }
  }
}
