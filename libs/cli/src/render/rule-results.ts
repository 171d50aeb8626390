import type { CheckOutcome } from '@mu-mesh/core';
import { count } from './figures';
import { grid } from './grid';
import type { View } from './view';

/** `checks`' result, newest first. */
export interface ChecksResult {
  address: string;
  versions: VersionChecks[];
}

export interface VersionChecks {
  version: number;
  /** ISO 8601, UTC. */
  at: string;
  run: string | null;
  checks: (Omit<CheckOutcome, 'column'> & { column: string | null })[];
}

export function renderRuleResults({ address, versions }: ChecksResult, view: View): string {
  return versions
    .map(
      (version) =>
        `${view.paint.dim(`${address} version ${version.version}, ${version.at}`)}\n${renderVersion(version, view)}`,
    )
    .join('\n\n');
}

function renderVersion({ checks }: VersionChecks, { paint }: View): string {
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
    measured ?? '',
    expected,
    count(broken),
  ]);
  return grid(head, rows, [5]);
}
