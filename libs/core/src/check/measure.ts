import type { Scope } from '../ports';
import { wholeName, type Checking } from './checking';
import { heldSql, repeatedSql } from './key-rule';
import { newestSql } from './freshness';
import { metricOf, type Metric } from './library-rule';
import { orphan } from './foreign-key';
import { identifier } from './quote';

/** What one pass over the staged rows finds. */
export interface Measured {
  total: number;
  /** Rows that break each of `rules.rows`. */
  rows: number[];
  /** Rows that each condition of `rules.library` finds; null for metrics that are measured otherwise. */
  conditions: (number | null)[];
  metrics: Metric[];
  /** Newest value of each of `rules.freshness`, in milliseconds since the epoch. */
  newest: (number | null)[];
}

/** One aggregate over `input` for every rule about a column. */
export async function measure(checking: Checking): Promise<Measured> {
  const { rules, subject, run, existing } = checking;
  const metrics = rules.library.map((rule) => metricOf(rule, subject.columns, identifier(wholeName(checking))));
  const conditions = metrics.map((metric) => (metric.by === 'condition' ? countWhere(metric.broken) : 'NULL'));
  const newest = rules.freshness.map(({ column }) => newestSql(column));
  const values = await aggregate(
    run.scope,
    ['count(*)', ...rules.rows.map(({ broken }) => countWhere(broken)), ...conditions, ...newest],
    'input',
  );
  const end = 1 + rules.rows.length;
  const staged = values.slice(end + conditions.length);
  const before = existing === undefined || newest.length === 0 ? [] : await aggregate(run.scope, newest, 'existing');
  return {
    total: values[0] ?? 0,
    rows: values.slice(1, end).map((value) => value ?? 0),
    conditions: values.slice(end, end + conditions.length),
    metrics,
    newest: staged.map((value, index) => later(value, before[index] ?? null)),
  };
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** Whether any key comes again or leads nowhere; one query each. */
export async function breaksKeys(checking: Checking): Promise<boolean[]> {
  const { rules, run, existing, references } = checking;
  const found: boolean[] = [];
  for (const { columns } of rules.keys) {
    const repeated = (await one(run.scope, repeatedSql(columns, 'input'))) > 0;
    found.push(repeated || (existing !== undefined && (await one(run.scope, heldSql(columns))) > 0));
  }
  for (const [index, rule] of rules.foreignKeys.entries()) {
    found.push((await one(run.scope, `SELECT count(*) FROM input WHERE ${orphan(rule, references[index] ?? '')}`)) > 0);
  }
  return found;
}

/** The one number that a generated query gives. */
export async function one(scope: Scope, sql: string): Promise<number> {
  const [row] = await scope.rows(await scope.query(sql), 1);
  return Number(row?.[0] ?? 0);
}

async function aggregate(scope: Scope, expressions: readonly string[], rows: string): Promise<(number | null)[]> {
  const list = expressions.map((expression, index) => `${expression} AS m${index}`);
  const [row = []] = await scope.rows(await scope.query(`SELECT ${list.join(', ')} FROM ${rows}`), 1);
  return row.map((value) => (value === null ? null : Number(value)));
}

function countWhere(condition: string): string {
  return `count(*) FILTER (WHERE ${condition})`;
}
