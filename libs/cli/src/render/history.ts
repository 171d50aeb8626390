import { count } from './figures';
import { grid } from './grid';
import type { View } from './view';

/** `history`'s result, newest first. */
export interface HistoryResult {
  address: string;
  versions: HistoryVersion[];
}

export interface HistoryVersion {
  version: number;
  /** ISO 8601, UTC. */
  at: string;
  run: string | null;
  operation: string;
  rows: { in: number; out: number; quarantined: number; dropped: number } | null;
  inputs: { address: string; version: number }[];
}

export function renderHistory(result: HistoryResult, view: View): string {
  const head = ['VERSION', 'AT', 'OPERATION', 'ROWS IN', 'OUT', 'QUARANTINED', 'READS', 'RUN'].map((title) =>
    view.paint.dim(title),
  );
  const rows = result.versions.map(({ version, at, run, operation, rows: counts, inputs }) => [
    String(version),
    at,
    operation,
    ...(counts ? [count(counts.in), count(counts.out), count(counts.quarantined)] : ['', '', '']),
    inputs.map((input) => `${input.address} v${input.version}`).join(', '),
    view.paint.dim(run ?? ''),
  ]);
  return grid(head, rows, [0, 3, 4, 5]);
}
