import type { CheckOutcome } from '@mu-mesh/core';
import { count, measure } from './figures';
import { grid } from './grid';
import type { View } from './view';

/** `checks`' result, newest first. */
export interface ChecksResult {
  address: string;
  /** Of the last run that the rules stopped, until one commits. */
  pending: { run: string; at: string; checks: RuleResult[] } | null;
  versions: VersionChecks[];
}

export interface VersionChecks {
  version: number;
  /** ISO 8601, UTC. */
  at: string;
  run: string | null;
  checks: RuleResult[];
}

export type RuleResult = Omit<CheckOutcome, 'column'> & { column: string | null };

export function renderRuleResults({ address, pending, versions }: ChecksResult, view: View): string {
  const stopped = pending && {
    title: `${address} pending: run ${pending.run} was stopped, ${pending.at}`,
    checks: pending.checks,
  };
  const committed = versions.map(({ version, at, checks }) => ({
    title: `${address} version ${version}, ${at}`,
    checks,
  }));
  return [...(stopped ? [stopped] : []), ...committed]
    .map(({ title, checks }) => `${view.paint.dim(title)}\n${renderChecks(checks, view)}`)
    .join('\n\n');
}

function renderChecks(checks: readonly RuleResult[], { paint }: View): string {
  if (checks.length === 0) return 'no rules were checked: the dataset had no contract';
  const colours = {
    passed: paint.green,
    diverted: paint.yellow,
    warned: paint.yellow,
    failed: paint.red,
    unchecked: paint.dim,
  };
  const head = ['CHECK', 'STATUS', 'SEVERITY', 'MEASURED', 'EXPECTED', 'ROWS'].map((title) => paint.dim(title));
  const rows = checks.map(({ name, status, severity, measured, expected, rows: broken }) => [
    name,
    colours[status](status),
    severity,
    measured === null || measured === undefined ? '' : measure(measured),
    expected,
    count(broken),
  ]);
  return grid(head, rows, [5]);
}
