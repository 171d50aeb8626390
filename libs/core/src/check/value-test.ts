import type { Scalar } from '../model/contract';
import type { Column } from './column';
import { comparable, literal } from './quote';

/** True for a value that is none of the accepted ones. */
export function notIn(column: Column, accepted: readonly Scalar[]): string {
  const values = accepted.filter((value) => value !== null).map((value) => comparable(value, column.type));
  const given = values.filter((value) => value !== 'NULL');
  if (given.length === 0) return `${column.sql} IS NOT NULL`;
  const outside = noneOf(own(column), given, column.type === 'string');
  // An accepted value that does not fit the type is null, and so is the comparison with it.
  return given.some((value) => value.startsWith('TRY_CAST'))
    ? `(${column.sql} IS NOT NULL AND coalesce(${outside}, true))`
    : outside;
}

/** Values that the engine compares with one by one; it joins rows with a longer list, and then forgets their order. */
const COMPARED = 4;
/** Values up to which that costs less than a join. */
export const MOST_COMPARED = 32;

/** Of texts, which mostly lie in dictionaries, a function looks at each entry of those only. */
function noneOf(value: string, list: readonly string[], areTexts: boolean): string {
  if (areTexts && list.length <= MOST_COMPARED) return `NOT list_contains([${list.join(', ')}], ${value})`;
  const size = list.length > MOST_COMPARED ? list.length : COMPARED;
  const parts = Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  ).map((part) => `${value} NOT IN (${part.join(', ')})`);
  return parts.length > 1 ? `(${parts.join(' AND ')})` : parts.join();
}

/** The value in a form that compares with `comparable`. */
export function own(column: Column): string {
  const { type } = column;
  if (typeof type !== 'string') return `CAST(${column.sql} AS VARCHAR)`;
  return type === 'binary' ? `CAST(${column.sql} AS VARCHAR)` : column.sql;
}

/** As in JSON Schema some part of the value matches; the engine evaluates it, without backtracking. */
export function notMatching(column: Column, pattern: string): string {
  const value = column.type === 'string' ? column.sql : `CAST(${column.sql} AS VARCHAR)`;
  return `NOT ${isWhole(pattern) ? 'regexp_full_match' : 'regexp_matches'}(${value}, ${literal(pattern)})`;
}

/** Whether a match of some part is one of all: the engine finds that out five times faster. */
function isWhole(pattern: string): boolean {
  return /^\^[^|]*[^\\|]\$$/.test(pattern) && !/\(\?|\\Q/.test(pattern);
}
