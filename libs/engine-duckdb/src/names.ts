import type { TableReference } from '@mu-mesh/core';

import type { Connection } from './connection';
import { numberedSql } from './numbered';
import { identifier } from './quote';
import type { DuckDbRelation } from './relation';
import { sqlError } from './sql-error';
import { withoutSemicolon } from './statement-text';

/** What a one-part name stands for. */
export interface NamedRows {
  /** A SELECT. */
  sql: string;
  /** Whether the rows lie in files: reading them twice is cheaper than keeping them. */
  stored: boolean;
  /** Whether reading them twice gives the same rows. */
  repeatable: boolean;
  /** The same rows with their numbers, where they have any (`numberedSql`). */
  numbered?: string;
}

/** The one-part names of a scope. */
export class Names {
  private readonly rows = new Map<string, NamedRows>();
  /** Names that have no view yet, or one of other rows. */
  private readonly unseen = new Set<string>();

  get all(): ReadonlyMap<string, NamedRows> {
    return this.rows;
  }

  set(name: string, relation: DuckDbRelation): void {
    const { sql, stored, repeatable } = relation;
    const numbered = numberedSql(relation);
    this.rows.set(name, { sql, stored, repeatable, ...(numbered !== undefined && { numbered }) });
    this.unseen.add(name);
  }

  clear(): void {
    this.rows.clear();
    this.unseen.clear();
  }

  /** Throws SQL_BIND for a bare table of a statement that is no name here. */
  expect(tables: readonly TableReference[]): void {
    const known = new Set([...this.rows.keys()].map((name) => name.toLowerCase()));
    const stranger = tables.find((table) => !table.name.includes('.') && !known.has(table.name));
    if (!stranger) return;
    throw sqlError({
      code: 'SQL_BIND',
      message: `There is no dataset or step "${stranger.name}" here.`,
      offset: stranger.offset,
    });
  }

  /** Whether all that a statement may read by these names is the same at each reading. */
  repeatable(sql: string): boolean {
    return mentioned(sql, this.rows).every(([, rows]) => rows.repeatable);
  }

  /** Statements are bound as they are written, over views of the names that they have, and kept with CTEs of the same. */
  async show(connection: Connection, sql: string): Promise<void> {
    const views = mentioned(sql, this.rows).filter(([name]) => this.unseen.has(name));
    if (views.length === 0) return;
    const script = views.map(([name, rows]) => `CREATE OR REPLACE TEMP VIEW ${identifier(name)} AS ${rows.sql}`);
    await connection.run(script.join(';\n'));
    for (const [name] of views) this.unseen.delete(name);
  }
}

/**
 * A statement in brackets, with the names it can see as CTEs in front: a name goes on meaning what it meant when the
 * statement was written, also where it stands for something else later (`input` does, in every step).
 * A newline stands before the closing bracket, because a statement may end in a comment.
 */
export function enclose(sql: string, names: ReadonlyMap<string, NamedRows>): string {
  const ctes = mentioned(sql, names).map(
    ([name, rows]) => `${identifier(name)} AS ${rows.stored ? 'NOT MATERIALIZED ' : ''}(${rows.sql})`,
  );
  return `${ctes.length > 0 ? `WITH ${ctes.join(', ')} ` : ''}SELECT * FROM (\n${withoutSemicolon(sql)}\n)`;
}

function mentioned(sql: string, names: ReadonlyMap<string, NamedRows>): [string, NamedRows][] {
  const lower = sql.toLowerCase();
  return [...names].filter(([name]) => lower.includes(name.toLowerCase()));
}
