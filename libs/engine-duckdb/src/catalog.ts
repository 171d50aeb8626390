import { LAYERS, type Field } from '@mu-mesh/core';

import type { Connection } from './connection';
import { identifier } from './quote';
import { toSqlType } from './types';

/** Makes `domain.layer.dataset` a name of the engine: one in-memory catalog a domain, one view a dataset. */
export class Catalog {
  private readonly domains = new Set<string>();

  constructor(private readonly connection: Connection) {}

  /** The statements that make a SELECT readable under an address, its domain included where it is new. */
  view(address: string, sql: string): string[] {
    return [...this.domain(address), `CREATE OR REPLACE VIEW ${qualified(address)} AS ${sql}`];
  }

  /** The same for an empty table with columns. */
  table(address: string, columns: readonly Field[]): string[] {
    return [...this.domain(address), `CREATE OR REPLACE TABLE ${qualified(address)} ${columnList(columns)}`];
  }

  async detach(): Promise<void> {
    const statements = [...this.domains].map((domain) => `DETACH DATABASE IF EXISTS ${identifier(domain)}`);
    if (statements.length > 0) await this.connection.run(statements.join(';'));
    this.domains.clear();
  }

  private domain(address: string): string[] {
    const [domain = ''] = address.split('.');
    if (this.domains.has(domain)) return [];
    this.domains.add(domain);
    const schemas = LAYERS.map((layer) => `CREATE SCHEMA IF NOT EXISTS ${identifier(domain)}.${identifier(layer)}`);
    return [`ATTACH IF NOT EXISTS ':memory:' AS ${identifier(domain)}`, ...schemas];
  }
}

function qualified(address: string): string {
  return address.split('.').map(identifier).join('.');
}

/** `("a" BIGINT, …)`; a table needs one column at least. */
export function columnList(columns: readonly Field[]): string {
  const list = columns.map((column) => `${identifier(column.name)} ${toSqlType(column.type)}`);
  return `(${list.length > 0 ? list.join(', ') : '"#none" INTEGER'})`;
}
