import type { KeptRelation, Scope } from '../ports';
import type { Checking } from './checking';
import { newestSql } from './freshness';
import { metricOf, type Metric } from './library-rule';
import { EXISTING, STAGED, WHOLE } from './shown';

/** What the rules about the table need to know of the staged rows. */
export interface Measured {
  total: number;
  /** Rows that each condition of `rules.library` finds; null for metrics that are measured otherwise. */
  conditions: (number | null)[];
  metrics: Metric[];
  /** Newest value of each of `rules.freshness`, in milliseconds since the epoch. */
  newest: (number | null)[];
}

export async function measure(checking: Checking, staged: KeptRelation): Promise<Measured> {
  const { rules, subject, run, existing } = checking;
  const metrics = rules.library.map((rule) => metricOf(rule, subject.columns, `"${WHOLE}"`));
  const conditions = metrics.map((metric) => (metric.by === 'condition' ? countSql(metric.broken) : 'NULL'));
  const newest = (rows: string) => rules.freshness.map(({ column }) => `(SELECT ${newestSql(column)} FROM "${rows}")`);
  const values = await numbers(run.scope, [...conditions, ...newest(STAGED)]);
  const before = existing === undefined ? [] : await numbers(run.scope, newest(EXISTING));
  return {
    total: staged.rows,
    conditions: values.slice(0, conditions.length),
    metrics,
    newest: values.slice(conditions.length).map((value, index) => later(value, before[index] ?? null)),
  };
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** The one number that a generated query gives. */
export async function one(scope: Scope, sql: string): Promise<number> {
  const [row] = await scope.rows(await scope.query(sql), 1);
  return Number(row?.[0] ?? 0);
}

/** The numbers that generated expressions give, by one statement. */
export async function numbers(scope: Scope, expressions: readonly string[]): Promise<(number | null)[]> {
  if (expressions.length === 0) return [];
  const list = expressions.map((expression, index) => `${expression} AS m${index}`);
  const [row = []] = await scope.rows(await scope.query(`SELECT ${list.join(', ')}`), 1);
  return row.map((value) => (value === null ? null : Number(value)));
}

/**
 * The number of staged rows for which a condition is true. A scan of its own: the engine passes over the parts of a file that statistics
 * or dictionaries clear, and reads no other column.
 */
export function countSql(condition: string): string {
  return `(SELECT count(*) FROM "${STAGED}" WHERE ${condition})`;
}
