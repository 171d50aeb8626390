import type { Column } from './column';
import { STAGED } from './shown';

/** Values between the smallest and the largest of a column, at most: a bit each, in every thread. */
const MOST_BITS = 2 ** 27;
const INTEGER = /^(byte|short|integer|long)$/;

/**
 * A query that gives 0 where each value is more than the one before it, so that all differ; it ends at the first that is
 * not. Undefined for keys of several columns, and for lists and the like.
 */
export function sortedSql(key: readonly Column[]): string | undefined {
  return withBefore(key, (rows) => `SELECT count(*) FROM (SELECT 1 FROM (${rows}) WHERE own <= before LIMIT 1)`);
}

/** The same, where values that are equal are in order too. */
export function ascendingSql(key: readonly Column[]): string | undefined {
  return withBefore(key, (rows) => `SELECT count(*) FROM (SELECT 1 FROM (${rows}) WHERE own < before LIMIT 1)`);
}

/** The values, as `k0`, that come several times where all are ascending. */
export function neighboursSql(key: readonly Column[]): string | undefined {
  return withBefore(key, (rows) => `SELECT DISTINCT own AS k0 FROM (${rows}) WHERE own = before`);
}

function withBefore(key: readonly Column[], query: (rows: string) => string): string | undefined {
  const [column, ...others] = key;
  if (!column || others.length > 0 || typeof column.type !== 'string') return undefined;
  return query(
    `SELECT ${column.sql} AS own, lag(${column.sql}) OVER () AS before FROM "${STAGED}" WHERE ${column.sql} IS NOT NULL`,
  );
}

/** Expressions for the smallest and the largest value; undefined where the values are no whole numbers. */
export function boundsSql(key: readonly Column[]): string[] | undefined {
  const [column, ...others] = key;
  if (!column || others.length > 0 || typeof column.type !== 'string' || !INTEGER.test(column.type)) return undefined;
  return [`(SELECT min(${column.sql}) FROM "${STAGED}")`, `(SELECT max(${column.sql}) FROM "${STAGED}")`];
}

/**
 * A query for the number of values beyond the first of each, by a bit for each value between these two. Undefined where
 * they are so far apart that bits cost more than groups.
 */
export function distinctSql(key: readonly Column[], least: number, most: number, rows: number): string | undefined {
  const bits = most - least + 1;
  const [column] = key;
  if (!column || !Number.isSafeInteger(least) || !Number.isSafeInteger(most)) return undefined;
  if (bits > MOST_BITS || bits > 64 * rows) return undefined;
  return `SELECT count(${column.sql}) - coalesce(bit_count(bitstring_agg(${column.sql}, ${least}, ${most})), 0) FROM "${STAGED}"`;
}
