import type { CheckKind } from './check';
import type { Issue } from './issue';
import type { Field } from './schema';

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

/** A table that a dataset's run reads. */
export interface TableRead {
  address: string;
  /** Unknown where this run builds it and failed to. */
  version?: number;
  schema?: Field[];
  /** Rows, bytes and files of that version, by its statistics. */
  rows?: number;
  bytes?: number;
  files?: number;
}

/** What a check found: an ingest's types, a validation, a filter, a rule of the contract, `schema_evolution`. */
export interface CheckResult {
  /** The step's name, or the rule's. */
  name: string;
  kind: 'ingest' | 'validation' | 'filter' | 'contract' | 'evolution';
  /** Of a rule of the contract or of `schema_evolution`: what it is about, and its column, or the columns of a key, separated by commas. */
  rule?: CheckKind;
  column?: string;
  success: boolean;
  /** Whether its failure ends the dataset's run. */
  severity: 'error' | 'warning';
  /** Rows that offend. */
  offending: number;
  /** Rows that were looked at; unknown where counting them would cost another pass. */
  checked?: number;
  /** What it demands, in words: `at most 10 rows`. */
  expected?: string;
  /** What was measured, as text, where that is no number of rows. */
  actual?: string;
  sql?: string;
}

/** What one commit wrote: rows, bytes and files of this commit alone, and the schema of the table after it. */
export interface TableWritten {
  version: number;
  schema: Field[];
  rows: number;
  bytes: number;
  files: number;
  /** Source files that the commit took in, by the step that read them. */
  sources: { step: string; files: number; bytes: number }[];
}

/** What happens in a run, in order. The terminal, the run log and OpenLineage are functions of these. */
export type RunEvent =
  | { type: 'run-started'; run: string; at: string; datasets: string[] }
  | { type: 'dataset-started'; at: string; address: string; reason: string; inputs?: TableRead[] }
  | { type: 'dataset-progress'; at: string; address: string; step: string; rows?: RowCounts }
  | { type: 'rows-printed'; at: string; address: string; step: string; columns: string[]; rows: string[][] }
  | { type: 'check-finished'; at: string; address: string; check: CheckResult }
  | { type: 'table-written'; at: string; address: string; written: TableWritten }
  | { type: 'warning'; at: string; issue: Issue }
  | { type: 'dataset-finished'; at: string; result: DatasetResult }
  | { type: 'run-finished'; at: string; run: string; exit: number };

export type EventSink = (event: RunEvent) => void;
