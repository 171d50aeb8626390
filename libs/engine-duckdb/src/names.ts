import { identifier } from './quote';

/** What a one-part name stands for. */
export interface NamedRows {
  /** A SELECT. */
  sql: string;
  /** Whether the rows lie in files: reading them twice is cheaper than keeping them. */
  stored: boolean;
}

export interface WrappedSql {
  text: string;
  /** UTF-8 bytes before the wrapped statement. */
  shift: number;
}

/**
 * Puts a statement into brackets, with the names it can see as CTEs in front: a name means what it meant when the
 * statement was written, also where it stands for something else later (`input` does, in every step).
 * A newline stands before the closing bracket, because a statement may end in a comment.
 */
export function wrap(sql: string, names: ReadonlyMap<string, NamedRows>): WrappedSql {
  const lower = sql.toLowerCase();
  const ctes = [...names]
    .filter(([name]) => lower.includes(name.toLowerCase()))
    .map(([name, rows]) => `${identifier(name)} AS ${rows.stored ? 'NOT MATERIALIZED ' : ''}(${rows.sql})`);
  const head = `${ctes.length > 0 ? `WITH ${ctes.join(', ')} ` : ''}SELECT * FROM (\n`;
  return { text: `${head}${sql}\n)`, shift: Buffer.byteLength(head) };
}
