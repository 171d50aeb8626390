import { mkdir, rm } from 'node:fs/promises';

import type { EngineSession, Scope, SessionOptions, SqlAnalysis, TableScan } from '@mu-mesh/core';

import { Catalog } from './catalog';
import type { Connection } from './connection';
import type { Instance } from './instance';
import { engineError } from './mesh-error';
import { seal } from './sandbox';
import { DuckDbScope } from './scope';
import { tableSql } from './table-sql';

export interface SessionHooks {
  /** The gate, once more before a statement is run. */
  analyse(sql: string): Promise<SqlAnalysis>;
  closed(): void;
}

/** The sealed database of one run. */
export class DuckDbSession implements EngineSession {
  private readonly catalog: Catalog;
  private pinned: Promise<void> = Promise.resolve();
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly instance: Instance,
    private readonly connection: Connection,
    private readonly options: SessionOptions,
    private readonly hooks: SessionHooks,
  ) {
    this.catalog = new Catalog(connection);
  }

  static async open(instance: Instance, options: SessionOptions, hooks: SessionHooks): Promise<DuckDbSession> {
    await mkdir(options.temporaryDirectory, { recursive: true });
    const connection = await instance.connect();
    await seal(connection, options);
    return new DuckDbSession(instance, connection, options, hooks);
  }

  async pin(address: string, table: TableScan): Promise<void> {
    // Calls at once run in any order, and the first one of a domain makes its name.
    const turn = this.pinned.then(() => this.connection.run(this.catalog.view(address, tableSql(table)).join(';\n')));
    this.pinned = turn.catch(() => undefined);
    try {
      await turn;
    } catch (error) {
      throw engineError(error);
    }
  }

  async scope(): Promise<Scope> {
    try {
      const connection = await this.instance.connect();
      return new DuckDbScope(connection, this.options.temporaryDirectory, (sql) => this.hooks.analyse(sql));
    } catch (error) {
      throw engineError(error);
    }
  }

  close(): Promise<void> {
    return (this.closing ??= this.end());
  }

  private async end(): Promise<void> {
    try {
      await this.instance.close();
    } finally {
      this.hooks.closed();
      await rm(this.options.temporaryDirectory, { recursive: true, force: true });
    }
  }
}
