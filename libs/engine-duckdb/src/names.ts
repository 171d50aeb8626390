import { identifier } from './quote';
import { withoutSemicolon } from './statement-text';

/** What a one-part name stands for. */
export interface NamedRows {
  /** A SELECT. */
  sql: string;
  /** Whether the rows lie in files: reading them twice is cheaper than keeping them. */
  stored: boolean;
  /** The same rows with their numbers, where they have any (`numberedSql`). */
  numbered?: string;
}

/**
 * A statement in brackets, with the names it can see as CTEs in front: a name goes on meaning what it meant when the
 * statement was written, also where it stands for something else later (`input` does, in every step).
 * A newline stands before the closing bracket, because a statement may end in a comment.
 */
export function enclose(sql: string, names: ReadonlyMap<string, NamedRows>): string {
  const lower = sql.toLowerCase();
  const ctes = [...names]
    .filter(([name]) => lower.includes(name.toLowerCase()))
    .map(([name, rows]) => `${identifier(name)} AS ${rows.stored ? 'NOT MATERIALIZED ' : ''}(${rows.sql})`);
  return `${ctes.length > 0 ? `WITH ${ctes.join(', ')} ` : ''}SELECT * FROM (\n${withoutSemicolon(sql)}\n)`;
}
