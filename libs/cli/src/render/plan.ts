import { grid } from './grid';
import { plural } from './figures';
import type { View } from './view';

/** `plan`'s result, in execution order. */
export interface PlanResult {
  datasets: {
    address: string;
    action: 'run' | 'skip' | 'held';
    reason: string;
    inputs: { address: string; version: number | null }[];
  }[];
}

export function renderPlan(result: PlanResult, view: View): string {
  if (view.quiet) return '';
  const { paint } = view;
  if (result.datasets.length === 0)
    return 'Nothing is selected: the workspace has no dataset yet. Make one with `mesh init`.';
  const colour = { run: paint.green, skip: paint.dim, held: paint.yellow };
  const rows = result.datasets.map(({ address, action, reason, inputs }) => [
    colour[action](action),
    address,
    reason,
    paint.dim(
      inputs
        .map((input) => `${input.address}${input.version === null ? ' (this run)' : ` v${input.version}`}`)
        .join(', '),
    ),
  ]);
  const toRun = result.datasets.filter((dataset) => dataset.action === 'run').length;
  const table = grid(
    ['ACTION', 'DATASET', 'REASON', 'READS'].map((title) => paint.dim(title)),
    rows,
  );
  return `${table}\n\n${toRun === 0 ? 'Nothing to do.' : `${plural(toRun, 'dataset')} of ${result.datasets.length} to run: mesh run`}`;
}
