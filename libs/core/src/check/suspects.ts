import type { KeptRelation } from '../ports';
import type { Checking } from './checking';
import type { Column } from './column';
import { orphan } from './foreign-key';
import { heldSql, repeatedSql } from './key-rule';
import { countSql, numbers, one } from './measure';
import { STAGED } from './shown';
import { boundsSql, distinctSql, sortedSql } from './unique';

/** Which rules some row may break; false where none does. By their places in `rules`. */
export interface Broken {
  rows: boolean[];
  keys: boolean[];
  foreignKeys: boolean[];
}

/** Looks at every row, but counts nothing: rows that keep all rules are the rule. */
export async function suspects(checking: Checking, staged: KeptRelation): Promise<Broken> {
  const { rules, run, references } = checking;
  const columns = [...new Set(rules.rows.map(({ column }) => column))];
  const conditions = columns.map((column) =>
    rules.rows.flatMap((rule) => (rule.column === column ? [`(${rule.broken})`] : [])).join(' OR '),
  );
  const orphans = rules.foreignKeys.map((rule, index) => orphan(rule, references[index] ?? ''));
  const found = await numbers(run.scope, [...conditions, ...orphans].map(countSql));
  const keys: boolean[] = [];
  for (const { columns: key } of rules.keys) keys.push(await comesAgain(checking, staged, key));
  return {
    rows: rules.rows.map(({ column }) => found[columns.indexOf(column)] !== 0),
    keys,
    foreignKeys: orphans.map((_, index) => found[columns.length + index] !== 0),
  };
}

/** The cheap proofs that all values differ come first. */
async function comesAgain(checking: Checking, rows: KeptRelation, key: readonly Column[]): Promise<boolean> {
  const { scope } = checking.run;
  if (checking.existing !== undefined && (await one(scope, heldSql(key))) > 0) return true;
  const sorted = sortedSql(key);
  if (sorted !== undefined && (await one(scope, sorted)) === 0) return false;
  const [least, most] = await numbers(scope, boundsSql(key) ?? []);
  const bits = typeof least === 'number' && typeof most === 'number' && distinctSql(key, least, most, rows.rows);
  return (await one(scope, bits || repeatedSql(key, `"${STAGED}"`))) > 0;
}
