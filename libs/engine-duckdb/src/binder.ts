import type { Binder, Binding, Field } from '@mu-mesh/core';

import { serialize } from './analysis/analyse';
import { bind } from './bind';
import { Catalog, columnList } from './catalog';
import type { Connection } from './connection';
import { columnNotFound } from './finding';
import { engineError } from './mesh-error';
import { missingColumn } from './missing-column';
import { missingColumns } from './missing-columns';
import { identifier } from './quote';

/** Binds against empty tables: datasets in in-memory catalogs, steps as temporary tables. */
export class DuckDbBinder implements Binder {
  private readonly columns = new Map<string, Field[]>();
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
    this.columns.set(name, columns);
    if (name.includes('.')) {
      this.pending.push(...this.catalog.table(name, columns));
    } else {
      this.pending.push(`CREATE OR REPLACE TEMP TABLE ${identifier(name)} ${columnList(columns)}`);
    }
  }

  async forgetSteps(): Promise<void> {
    for (const name of this.columns.keys()) {
      if (name.includes('.')) continue;
      this.pending.push(`DROP TABLE IF EXISTS temp.main.${identifier(name)}`);
      this.columns.delete(name);
    }
  }

  async bind(sql: string): Promise<Binding> {
    try {
      await this.flush();
      const bound = await bind(this.connection, sql, this.columns);
      if (!('finding' in bound)) return { columns: bound.columns };
      const absent = bound.cause && columnNotFound(bound.cause);
      return (absent && (await this.missing(sql, absent.column, bound.finding.offset))) ?? { finding: bound.finding };
    } catch (error) {
      throw engineError(error);
    }
  }

  /** DuckDB names one column that is not there, seldom with its place and its table: all of them, from the parsed statement. */
  private async missing(sql: string, column: string, offset: number | undefined): Promise<Binding | undefined> {
    const [json = ''] = await serialize(this.connection, [sql]);
    const inputs = [...this.columns].map(([name, columns]) => ({ name, columns }));
    const all = missingColumns(sql, json, inputs);
    const same = all.filter(({ name }) => name.toLowerCase() === column.toLowerCase());
    const found = same.find((one) => one.offset === offset) ?? same[0];
    if (!found) return undefined;
    const [first = found, ...more] = all.filter((one) => one === found || (one.certain && !same.includes(one)));
    return { finding: missingColumn(first), ...(more.length > 0 && { more: more.map(missingColumn) }) };
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
