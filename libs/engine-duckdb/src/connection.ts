import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';

import { duckdb } from './driver';
import { DuckDbError, toDuckDbError } from './duckdb-error';

/** Milliseconds between two attempts to stop a connection's statement. */
const INTERRUPT_INTERVAL = 20;
/** Milliseconds that a statement has to end after it was interrupted; one that hangs in the file system never does. */
const PATIENCE = 3000;

/** A column of a result as DuckDB types it. */
export interface ResultColumn {
  name: string;
  type: DuckDBType;
}

/** One DuckDB connection. Its methods throw DuckDbError; statements on one connection run one after the other. */
export class Connection {
  private readonly running = new Map<Promise<unknown>, (reason: DuckDbError) => void>();
  private closing: Promise<boolean> | undefined;

  /** `patience`: milliseconds that `close` waits at most. */
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly patience: number = PATIENCE,
  ) {}

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
    if (!this.closing) this.connection.interrupt();
  }

  /**
   * Interrupts what runs, waits until it has ended and gives the connection back. False where a statement did not end
   * in time: it throws INTERRUPT to its caller, and the connection must not be freed under it.
   */
  close(): Promise<boolean> {
    return (this.closing ??= this.end());
  }

  private async end(): Promise<boolean> {
    // A statement that has not begun yet forgets an interrupt; so it is repeated until all have ended.
    const again = setInterval(() => this.connection.interrupt(), INTERRUPT_INTERVAL);
    this.connection.interrupt();
    const ended = await within(this.patience, Promise.allSettled(this.running.keys()));
    clearInterval(again);
    if (ended) this.connection.disconnectSync();
    else
      for (const giveUp of this.running.values())
        giveUp(new DuckDbError('INTERRUPT', 'The query did not stop in time and was given up.'));
    return ended;
  }

  private async guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.closing) throw new DuckDbError('INTERRUPT', 'The engine was closed.');
    const running = work();
    try {
      return await new Promise<T>((resolve, reject) => {
        this.running.set(running, reject);
        running.then(resolve, reject);
      });
    } catch (error) {
      throw toDuckDbError(error);
    } finally {
      this.running.delete(running);
    }
  }
}

/** Whether a promise settles in so many milliseconds. */
async function within(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
