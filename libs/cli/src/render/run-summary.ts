import type { DatasetResult, DatasetStatus, RunResult } from '@mu-mesh/core';
import { count, duration } from './figures';
import { grid } from './grid';
import type { Paint } from './paint';
import { cell } from './printable';
import type { View } from './view';

/** The table at the end of a run, the totals and where the tables lie. */
export function renderRunSummary(result: RunResult, seconds: number, tables: string, view: View): string {
  if (view.quiet) return '';
  const { paint } = view;
  if (result.datasets.length === 0) return 'Nothing was selected.';
  const head = ['DATASET', 'STATUS', 'VERSION', 'ROWS IN', 'OUT', 'QUARANTINED', 'TIME', 'REASON'].map((title) =>
    paint.dim(title),
  );
  const table = grid(
    head,
    result.datasets.map((dataset) => summaryRow(dataset, paint)),
    [2, 3, 4, 5, 6],
  );
  return `${table}\n\n${totals(result.datasets)} in ${duration(seconds)}\n${tables}`;
}

function summaryRow(dataset: DatasetResult, paint: Paint): string[] {
  const { rows } = dataset;
  const figures = hasRows(dataset) ? [count(rows.in), count(rows.out), count(rows.quarantined)] : ['', '', ''];
  const time = wasBegun(dataset) ? duration(dataset.seconds) : '';
  return [
    dataset.address,
    paintStatus(dataset, paint),
    dataset.version === undefined ? '' : String(dataset.version),
    ...figures,
    time,
    cell(dataset.reason ?? '', Infinity),
  ];
}

/** Whether its rows were counted: what failed has no count, not none. */
export function hasRows({ status }: Pick<DatasetResult, 'status'>): boolean {
  return status === 'committed' || status === 'duplicate';
}

export function wasBegun({ status }: Pick<DatasetResult, 'status'>): boolean {
  return hasRows({ status }) || status === 'failed';
}

/** The word for how a dataset ended: its status, but `interrupted` for one that a signal stopped. */
export function paintStatus(dataset: Pick<DatasetResult, 'status' | 'issues'>, paint: Paint): string {
  const word = statusWord(dataset);
  const colour = {
    committed: paint.green,
    duplicate: paint.green,
    skipped: paint.dim,
    held: paint.yellow,
    interrupted: paint.yellow,
    failed: paint.red,
    blocked: paint.red,
  };
  return colour[word](word);
}

function statusWord({ status, issues }: Pick<DatasetResult, 'status' | 'issues'>): DatasetStatus | 'interrupted' {
  return status === 'failed' && issues.some(({ code }) => code === 'INTERRUPTED') ? 'interrupted' : status;
}

function totals(datasets: readonly DatasetResult[]): string {
  const order = ['committed', 'duplicate', 'skipped', 'held', 'interrupted', 'failed', 'blocked'] as const;
  return order
    .map((word) => ({ word, amount: datasets.filter((dataset) => statusWord(dataset) === word).length }))
    .filter(({ amount }) => amount > 0)
    .map(({ word, amount }) => `${amount} ${word}`)
    .join(', ');
}
