import type { CheckKind } from '../model/check';
import type { Column } from './column';
import type { Marks } from './marks';
import { EXISTING, MARKS, NUMBERED, STAGED } from './shown';

/** Columns whose values together come only once. */
export interface KeyRule {
  name: string;
  kind: CheckKind;
  columns: Column[];
}

/** One rule for the primary key and one for each unique column. */
export function keyRules(columns: readonly Column[]): KeyRule[] {
  const key = columns.filter(({ property }) => property.primaryKey).sort((a, b) => place(a) - place(b));
  const single = key.length === 1 ? key[0] : undefined;
  const unique = columns.filter((column) => column.property.unique && column !== single);
  return [
    ...(key.length > 0 ? [keyRule('primaryKey', key)] : []),
    ...unique.map((column) => keyRule('unique', [column])),
  ];
}

function keyRule(kind: CheckKind, columns: Column[]): KeyRule {
  return { name: `${kind} ${columns.map((column) => column.path).join(', ')}`, kind, columns };
}

function place({ property }: Column): number {
  return property.primaryKeyPosition ?? Number.MAX_SAFE_INTEGER;
}

/** Rows beyond the first of each key; a key with a missing part is no key. */
export function repeatedSql(columns: readonly Column[], rows: string): string {
  const keys = columns.map(({ sql }) => sql).join(', ');
  return `SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM ${rows} WHERE ${given(columns)} GROUP BY ${keys} HAVING count(*) > 1)`;
}

/** Rows whose key an earlier version has already. */
export function heldSql(columns: readonly Column[]): string {
  return `SELECT count(*) FROM "${STAGED}" WHERE ${held(columns)}`;
}

/** A query for the keys that several rows have, as `k0`, `k1` …. */
export function severalSql(columns: readonly Column[]): string {
  const list = columns.map(({ sql }, index) => `${sql} AS k${index}`).join(', ');
  const keys = columns.map(({ sql }) => sql).join(', ');
  return `SELECT ${list} FROM "${STAGED}" WHERE ${given(columns)} GROUP BY ${keys} HAVING count(*) > 1`;
}

/** A query for the keys, as `k0`, `k1` …, of staged rows for which a condition is true. */
export function valuesSql(columns: readonly Column[], condition: string): string {
  const list = columns.map(({ sql }, index) => `${sql} AS k${index}`).join(', ');
  return `SELECT DISTINCT ${list} FROM "${STAGED}" WHERE ${condition}`;
}

/** True for a row whose key is one of the relation `name`, which has it as `k0`, `k1` …. */
export function among(columns: readonly Column[], name: string): string {
  const keys = columns.map(({ sql }) => sql).join(', ');
  const listed = columns.map((_, index) => `k${index}`).join(', ');
  return `${given(columns)} AND (${keys}) IN (SELECT ${columns.length === 1 ? listed : `(${listed})`} FROM "${name}")`;
}

/**
 * Numbers of the rows that go: those of keys that EXISTING has, else all but one of those in `repeated`. The one that
 * stays is the first that breaks no other rule, else the first.
 */
export function refusedSql(
  columns: readonly Column[],
  { number }: Marks,
  { repeated, held: isHeld }: { repeated: string | undefined; held: boolean },
): string {
  const keys = columns.map(({ sql }) => sql).join(', ');
  const worse = `(${number} IN (SELECT "#n" FROM "${MARKS}"))`;
  const ranked = (name: string): string =>
    `SELECT ${number} AS "#n", row_number() OVER (PARTITION BY ${keys} ORDER BY ${worse}, ${number}) AS place ` +
    `FROM "${NUMBERED}" WHERE ${among(columns, name)}`;
  return [
    ...(repeated === undefined ? [] : [`SELECT "#n" FROM (${ranked(repeated)}) WHERE place > 1`]),
    ...(isHeld ? [`SELECT ${number} AS "#n" FROM "${NUMBERED}" WHERE ${held(columns)}`] : []),
  ].join(' UNION ');
}

export function given(columns: readonly Column[]): string {
  return columns.map(({ sql }) => `${sql} IS NOT NULL`).join(' AND ');
}

/** True for a row whose key an earlier version has. */
export function held(columns: readonly Column[]): string {
  const keys = columns.map(({ sql }) => sql).join(', ');
  return `${given(columns)} AND (${keys}) IN (SELECT ${columns.length === 1 ? keys : `(${keys})`} FROM "${EXISTING}" WHERE ${given(columns)})`;
}
