import type { CheckOutcome } from '../model/check';
import type { KeptRelation } from '../ports';
import { showRows, type Checking } from './checking';
import { mark, quarantineMarked, unmarked } from './divert';
import { measure, type Measured } from './measure';
import { suspects } from './suspects';

export interface RowChecks {
  staged: KeptRelation;
  /** Of the rows that stay. */
  measured: Measured;
  outcomes: CheckOutcome[];
}

/** Judges every row; those that break a rule leave for the quarantine where the contract does not say otherwise. */
export async function checkRows(checking: Checking, staged: KeptRelation): Promise<RowChecks> {
  const { rules, run } = checking;
  const broken = await suspects(checking, staged);
  if (![...broken.rows, ...broken.keys, ...broken.foreignKeys].includes(true))
    return { staged, measured: await measure(checking, staged), outcomes: outcomes(checking, new Map()) };
  const marked = await mark(checking, staged, broken);
  const found = outcomes(checking, marked.counts);
  if (rules.action !== 'warn') {
    const refused = await quarantineMarked(checking, marked);
    if (rules.action === 'quarantine') {
      run.rows.quarantined += refused;
      const kept = await unmarked(checking, staged, marked);
      await showRows(checking, kept);
      return { staged: kept, measured: await measure(checking, kept), outcomes: found };
    }
  }
  return { staged, measured: await measure(checking, staged), outcomes: found };
}

function outcomes({ rules }: Checking, counts: ReadonlyMap<number, number>): CheckOutcome[] {
  const severity = rules.action === 'warn' ? 'warn' : 'fail';
  const status = { quarantine: 'diverted', fail: 'failed', warn: 'warned' } as const;
  const all = [
    ...rules.rows.map(({ name, kind, column, expected }) => ({ name, kind, column, expected })),
    ...rules.keys.map(({ name, kind, columns }) => ({
      name,
      kind,
      column: columns.map(({ path }) => path).join(', '),
      expected: 'no value twice',
    })),
    ...rules.foreignKeys.map(({ name, columns, words }) => ({
      name,
      kind: 'foreignKey' as const,
      column: columns.map(({ path }) => path).join(', '),
      expected: `in ${words}`,
    })),
  ];
  return all.map((rule, place) => {
    const rows = counts.get(place) ?? 0;
    return { ...rule, severity, status: rows === 0 ? 'passed' : status[rules.action], measured: String(rows), rows };
  });
}
