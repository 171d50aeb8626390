import { plural } from './figures';
import { renderRowChanges } from './row-changes';
import type { View } from './view';

export interface RowDifference {
  kind: 'missing' | 'unexpected' | 'changed';
  cells: (string | null)[];
  expected?: (string | null)[];
}

export interface CaseDifference {
  columns: string[];
  rows: RowDifference[];
  /** Differing rows that are not listed. */
  truncated: number;
}

export interface CaseLine {
  domain: string;
  case: string;
  dataset: string;
  ok: boolean;
  diff?: CaseDifference;
}

const KINDS = { missing: 'removed', unexpected: 'added', changed: 'changed' } as const;

/** Passed cases as one line each, failed ones with the rows that differ. */
export function renderCases(cases: readonly CaseLine[], view: View): string {
  const { paint } = view;
  const parts = cases
    .filter((line) => !line.ok || !view.quiet)
    .map((line) => {
      const head = `${line.ok ? paint.green('pass') : paint.red('FAIL')} ${line.domain} › ${line.case} › ${line.dataset}`;
      return line.diff && !line.ok ? `${head}\n${renderDifference(line.diff, view)}` : head;
    });
  if (view.quiet) return parts.join('\n');
  const failed = cases.filter((line) => !line.ok).length;
  const total =
    cases.length === 0
      ? 'No test case is selected. A case is a folder domains/<domain>/tests/<case>/.'
      : `${plural(cases.length, 'comparison')}, ${failed === 0 ? 'all as expected' : `${failed} failed`}`;
  return [...parts, '', total].join('\n');
}

function renderDifference(difference: CaseDifference, view: View): string {
  const changes = difference.rows.map(({ kind, cells, expected }) => ({
    kind: KINDS[kind],
    label: kind,
    cells,
    ...(expected && { before: expected }),
  }));
  const table = renderRowChanges(difference.columns, changes, view);
  const more = difference.truncated > 0 ? `\n… and ${plural(difference.truncated, 'more row')}` : '';
  return `${table}${more}`;
}
