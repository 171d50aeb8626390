import type { KeptRelation } from '../ports';
import type { Checking } from './checking';
import { orphan } from './foreign-key';
import { valuesSql } from './key-rule';
import { countSql, numbers } from './measure';
import { brokenKey, type BrokenKey } from './repeated-keys';
import { lostKeys } from './shown';

/** Which rules some row may break, by their places in `rules`. */
export interface Broken extends BrokenLinks {
  rows: boolean[];
}

/** Which rules are broken that a row alone does not tell of. */
export interface BrokenLinks {
  keys: (BrokenKey | undefined)[];
  foreignKeys: boolean[];
}

/** Looks at every row, but counts nothing: rows that keep all rules are the rule. */
export async function suspects(checking: Checking, staged: KeptRelation): Promise<Broken> {
  const { rules, run } = checking;
  const columns = [...new Set(rules.rows.map(({ column }) => column))];
  const conditions = columns.map((column) =>
    rules.rows.flatMap((rule) => (rule.column === column ? [`(${rule.broken})`] : [])).join(' OR '),
  );
  const found = await numbers(run.scope, [...conditions, ...orphans(checking)].map(countSql));
  return {
    rows: rules.rows.map(({ column }) => found[columns.indexOf(column)] !== 0),
    keys: await brokenKeys(checking, staged),
    foreignKeys: found.slice(columns.length).map((rows) => rows !== 0),
  };
}

/** The same of keys and foreign keys alone; the values of these that lead nowhere are kept under the names `lostKeys`. */
export async function brokenLinks(checking: Checking, rows: KeptRelation): Promise<BrokenLinks> {
  const { scope } = checking.run;
  const foreignKeys: boolean[] = [];
  for (const [index, condition] of orphans(checking).entries()) {
    const columns = checking.rules.foreignKeys[index]?.columns ?? [];
    const lost = await scope.keep(await scope.query(valuesSql(columns, condition)));
    await scope.name(lostKeys(index), lost);
    foreignKeys.push(lost.rows > 0);
  }
  return { keys: await brokenKeys(checking, rows), foreignKeys };
}

export function isBroken({ keys, foreignKeys }: BrokenLinks): boolean {
  return foreignKeys.includes(true) || keys.some((key) => key !== undefined);
}

function orphans({ rules, references }: Checking): string[] {
  return rules.foreignKeys.map((rule, index) => orphan(rule, references[index] ?? ''));
}

async function brokenKeys(checking: Checking, rows: KeptRelation): Promise<(BrokenKey | undefined)[]> {
  const keys: (BrokenKey | undefined)[] = [];
  for (const place of checking.rules.keys.keys()) keys.push(await brokenKey(checking, rows, place));
  return keys;
}
