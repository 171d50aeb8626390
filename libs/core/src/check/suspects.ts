import type { StagedRelation } from '../ports';
import type { Checking } from './checking';
import { orphan } from './foreign-key';
import { heldSql, repeatedSql } from './key-rule';
import { countSql, numbers, one } from './measure';
import { distinctSql, sortedSql } from './unique';

/** Which rules some row may break; false where none does. By their places in `rules`. */
export interface Broken {
  rows: boolean[];
  keys: boolean[];
  foreignKeys: boolean[];
}

/** Looks at every row, but counts nothing: rows that keep all rules are the rule. */
export async function suspects(checking: Checking, staged: StagedRelation): Promise<Broken> {
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
async function comesAgain(
  checking: Checking,
  staged: StagedRelation,
  key: Checking['rules']['keys'][number]['columns'],
): Promise<boolean> {
  const { run, existing } = checking;
  if (existing !== undefined && (await one(run.scope, heldSql(key))) > 0) return true;
  const sorted = sortedSql(key);
  if (sorted !== undefined && (await one(run.scope, sorted)) === 0) return false;
  return (await one(run.scope, distinctSql(key, staged) ?? repeatedSql(key, 'input'))) > 0;
}
