import type { DuckDBInstance } from '@duckdb/node-api';

import { Connection } from './connection';
import { duckdb } from './driver';
import { toDuckDbError } from './duckdb-error';

const CONFIG = {
  errors_as_json: 'true',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
};

/** One DuckDB database in memory and the connections to it. Nothing of it outlives `close`. */
export class Instance {
  private readonly connections = new Set<Connection>();

  private constructor(
    private readonly database: DuckDBInstance,
    private readonly patience?: number,
  ) {}

  /** `patience`: milliseconds that `close` waits for a statement to end. */
  static async create(config: Readonly<Record<string, string>> = {}, patience?: number): Promise<Instance> {
    try {
      return new Instance(await duckdb().DuckDBInstance.create(':memory:', { ...CONFIG, ...config }), patience);
    } catch (error) {
      throw toDuckDbError(error);
    }
  }

  async connect(): Promise<Connection> {
    const connection = new Connection(await this.database.connect(), this.patience);
    this.connections.add(connection);
    return connection;
  }

  /** Interrupts what runs, waits for it to end (for a bounded time) and frees the memory. */
  async close(): Promise<void> {
    const ended = await Promise.all([...this.connections].map((connection) => connection.close()));
    this.connections.clear();
    if (ended.every(Boolean)) this.database.closeSync();
  }
}
