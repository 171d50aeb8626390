import type { StagedRelation } from '../ports';
import type { Column } from './column';

/** Values between the smallest and the largest of a column, at most: a bit each, in every thread. */
const MOST_BITS = 2 ** 27;
const INTEGER = /^(byte|short|integer|long)$/;

/**
 * A query that gives 0 where each value is more than the one before it, so that all differ; it ends at the first that is
 * not. Undefined for keys of several columns, and for lists and the like.
 */
export function sortedSql(key: readonly Column[]): string | undefined {
  const [column, ...others] = key;
  if (!column || others.length > 0 || typeof column.type !== 'string') return undefined;
  const rows = `SELECT ${column.sql} AS own, lag(${column.sql}) OVER () AS before FROM input WHERE ${column.sql} IS NOT NULL`;
  return `SELECT count(*) FROM (SELECT 1 FROM (${rows}) WHERE own <= before LIMIT 1)`;
}

/**
 * A query for the number of values beyond the first of each, by a bit for each value that may come. Undefined where the
 * values are no whole numbers, or so far apart that bits cost more than groups.
 */
export function distinctSql(key: readonly Column[], staged: StagedRelation): string | undefined {
  const [column, ...others] = key;
  if (!column || others.length > 0 || typeof column.type !== 'string' || !INTEGER.test(column.type)) return undefined;
  const [least, most] = [bound(staged, column, 'minValues', Math.min), bound(staged, column, 'maxValues', Math.max)];
  if (least === undefined || most === undefined) return undefined;
  const bits = most - least + 1;
  if (bits > MOST_BITS || bits > 64 * staged.rows) return undefined;
  return `SELECT count(${column.sql}) - coalesce(bit_count(bitstring_agg(${column.sql}, ${least}, ${most})), 0) FROM input`;
}

/** A bound of a column of the table in all files, where all of them tell it and it is exact as a number. */
function bound(
  staged: StagedRelation,
  column: Column,
  side: 'minValues' | 'maxValues',
  choose: (...values: number[]) => number,
): number | undefined {
  const values = staged.files.map((file) => {
    const stats = JSON.parse(file.stats) as Partial<Record<typeof side, Record<string, unknown>>>;
    return column.parent === undefined ? stats[side]?.[column.property.name] : undefined;
  });
  const safe = values.filter((value): value is number => Number.isSafeInteger(value));
  return safe.length > 0 && safe.length === values.length ? choose(...safe) : undefined;
}
