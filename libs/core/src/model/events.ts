import type { Issue } from './issue';

/** Rows of one dataset's run. Of an ingest: in = out + quarantined + dropped. */
export interface RowCounts {
  in: number;
  out: number;
  quarantined: number;
  dropped: number;
}

export type DatasetStatus = 'committed' | 'skipped' | 'duplicate' | 'failed' | 'blocked' | 'held';

/** The outcome of one dataset, an element of `run`'s result. */
export interface DatasetResult {
  address: string;
  status: DatasetStatus;
  reason?: string;
  /** The table's version after the run. */
  version?: number;
  rows: RowCounts;
  seconds: number;
  /** Absolute path of the table. */
  location?: string;
  issues: Issue[];
}

export interface RunResult {
  /** The run's id: sortable by time. */
  run: string;
  datasets: DatasetResult[];
  issues: Issue[];
}

/** What happens in a run, in order. The terminal, the run log and later OpenLineage are functions of these. */
export type RunEvent =
  | { type: 'run-started'; run: string; at: string; datasets: string[] }
  | { type: 'dataset-started'; at: string; address: string; reason: string }
  | { type: 'dataset-progress'; at: string; address: string; step: string; rows?: RowCounts }
  | { type: 'rows-printed'; at: string; address: string; step: string; columns: string[]; rows: string[][] }
  | { type: 'warning'; at: string; issue: Issue }
  | { type: 'dataset-finished'; at: string; result: DatasetResult }
  | { type: 'run-finished'; at: string; run: string; exit: number };

export type EventSink = (event: RunEvent) => void;
