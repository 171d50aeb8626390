import type { Binder, Binding, Field } from '@mu-mesh/core';

import { bind } from './bind';
import { Catalog } from './catalog';
import type { Connection } from './connection';
import { engineError } from './mesh-error';
import { type NamedRows, wrap } from './names';
import { emptySql } from './table-sql';

/** Binds against empty tables: datasets as tables in in-memory catalogs, steps as CTEs. */
export class DuckDbBinder implements Binder {
  private readonly steps = new Map<string, NamedRows>();
  private readonly addresses = new Set<string>();
  private readonly catalog: Catalog;
  /** Declarations that the next statement needs first; one script for many. */
  private pending: string[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly closed: () => Promise<void>,
  ) {
    this.catalog = new Catalog(connection);
  }

  async declare(name: string, columns: Field[]): Promise<void> {
    if (!name.includes('.')) {
      this.steps.set(name, { sql: emptySql(columns), stored: true });
      return;
    }
    this.addresses.add(name);
    this.pending.push(...this.catalog.table(name, columns));
  }

  async forgetSteps(): Promise<void> {
    this.steps.clear();
  }

  async bind(sql: string): Promise<Binding> {
    try {
      await this.flush();
      const known = [...this.steps.keys(), ...this.addresses];
      const bound = await bind(this.connection, sql, wrap(sql, this.steps), known);
      return 'finding' in bound ? bound : { columns: bound.columns };
    } catch (error) {
      throw engineError(error);
    }
  }

  async close(): Promise<void> {
    this.pending = [];
    await this.catalog.detach();
    await this.connection.close();
    await this.closed();
  }

  private async flush(): Promise<void> {
    if (this.pending.length === 0) return;
    const script = this.pending.join(';\n');
    this.pending = [];
    await this.connection.run(script);
  }
}
