import type { Binder, Binding, Field } from '@mu-mesh/core';

import { bind } from './bind';
import { Catalog, columnList } from './catalog';
import type { Connection } from './connection';
import { engineError } from './mesh-error';
import { identifier } from './quote';

/** Binds against empty tables: datasets in in-memory catalogs, steps as temporary tables. */
export class DuckDbBinder implements Binder {
  private readonly steps = new Set<string>();
  private readonly addresses = new Set<string>();
  private readonly catalog: Catalog;
  /** Statements that the next binding needs first; one script for many. */
  private pending: string[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly closed: () => Promise<void>,
  ) {
    this.catalog = new Catalog(connection);
  }

  async declare(name: string, columns: Field[]): Promise<void> {
    if (name.includes('.')) {
      this.addresses.add(name);
      this.pending.push(...this.catalog.table(name, columns));
    } else {
      this.steps.add(name);
      this.pending.push(`CREATE OR REPLACE TEMP TABLE ${identifier(name)} ${columnList(columns)}`);
    }
  }

  async forgetSteps(): Promise<void> {
    for (const name of this.steps) this.pending.push(`DROP TABLE IF EXISTS temp.main.${identifier(name)}`);
    this.steps.clear();
  }

  async bind(sql: string): Promise<Binding> {
    try {
      await this.flush();
      const bound = await bind(this.connection, sql, [...this.steps, ...this.addresses]);
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
