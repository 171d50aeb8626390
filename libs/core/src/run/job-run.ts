import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MeshContext } from '../mesh';
import type { CheckOutcome } from '../model/check';
import type { CheckResult, RowCounts } from '../model/events';
import type { Issue } from '../model/issue';
import type { Job, SqlText } from '../model/job';
import type { Field } from '../model/schema';
import type { Relation, Scope, StagedFile, StagedRelation, StateEntry, Table, TableHead } from '../ports';

/** One attempt at a job: what it works with, and what it has done so far. */
export interface JobRun {
  context: MeshContext;
  /** The run's id. */
  run: string;
  /** The dataset's address, or the job file's name. */
  address: string;
  /** The job file: relative paths start at its folder. */
  file: string;
  job: Job;
  scope: Scope;
  /** The job's table, where it has one, and its state before the run. */
  table: Table | undefined;
  head: TableHead | undefined;
  /** Folder for staged files. */
  staging: string;
  /** Rows that stand for an ingest's source: those of a replay, by step name. */
  replay?: ReadonlyMap<string, StagedRelation>;
  rows: RowCounts;
  /** Changed entries of the table's state. */
  entries: Map<string, StateEntry | null>;
  sourceSchemas: Record<string, Field[]>;
  /** Files that were written and that no version lists (yet): removed when the job ends. */
  written: Set<string>;
  issues: Issue[];
  /** What `schema_evolution` found that the table has no place for. */
  discarded: CheckOutcome[];
  /** Digests of the files being read; awaited before the commit. */
  digests: Promise<void>[];
}

/** The rows of a step; staged where they lie in files. */
export interface Current {
  relation: Relation;
  /** The step that gave them. */
  name: string;
  /** The SQL that computes them, for the place of an error. */
  sql?: SqlText;
  staged?: StagedFile[];
  /** Whether the rows were computed already, for this job alone. */
  kept?: boolean;
  rows?: number;
}

/** A job's run before its first step. */
export function newJobRun(
  parts: Pick<JobRun, 'context' | 'run' | 'address' | 'file' | 'job' | 'scope' | 'table' | 'head' | 'staging'>,
): JobRun {
  return {
    ...parts,
    rows: noRows(),
    entries: new Map(),
    sourceSchemas: {},
    written: new Set(),
    issues: [],
    discarded: [],
    digests: [],
  };
}

/** Removes what was staged and not published, and the run's quarantine folder where it is empty; what a dead process leaves is invisible and goes with `mesh recover`. */
export async function discard(run: JobRun): Promise<void> {
  await Promise.allSettled(run.digests);
  await Promise.all([...run.written].map((path) => rm(path, { force: true }).catch(() => undefined)));
  if (run.table) await rmdir(join(run.table.location, '_quarantine', run.run)).catch(() => undefined);
}

/** Counts of a run that moved no row. */
export function noRows(): RowCounts {
  return { in: 0, out: 0, quarantined: 0, dropped: 0 };
}

/** Tells the listeners which step begins. */
export function progress(run: JobRun, step: string): void {
  run.context.emit({
    type: 'dataset-progress',
    at: run.context.host.now().toISOString(),
    address: run.address,
    step,
    rows: { ...run.rows },
  });
}

export function checkFinished(run: JobRun, check: CheckResult): void {
  run.context.emit({ type: 'check-finished', at: run.context.host.now().toISOString(), address: run.address, check });
}
