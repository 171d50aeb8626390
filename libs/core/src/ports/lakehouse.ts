import type { CheckOutcome } from '../model/check';
import type { JobDefinition } from '../model/definition';
import type { SchemaEvolution, WriteMode } from '../model/job';
import type { Field } from '../model/schema';
import type { ExportedFile } from './connector';
import type { StagedFile } from './engine';
import type { TableScan } from './scan';

/**
 * What a later run needs to know, immutable, written before the commit that points to it.
 * `head` is replaced by every commit; `entries` grow by increments (null removes one).
 */
export interface TableState {
  head: StateHead;
  entries: Map<string, StateEntry>;
}

export interface StateHead {
  run: string;
  /** ISO 8601, UTC. */
  at: string;
  fingerprint: string;
  engine: string;
  /** Input address → version. */
  inputs: Record<string, number>;
  rows: { in: number; out: number; quarantined: number; dropped: number };
  /** Types that the first ingest found, by a digest of the ingest's configuration: later ingests read with them. */
  sourceSchemas: Record<string, Field[]>;
  /** Set by a rollback: the version restored; the dataset is held while its fingerprint stays this. */
  held?: { version: number; fingerprint: string };
  exports: ExportedFile[];
  /** The dataset's jobs as they ran; absent of private tables, and of versions before they were kept. */
  definition?: JobDefinition[];
  /** What the rules of the contract found; absent where there is none, and of versions before rules were kept. */
  checks?: CheckOutcome[];
}

export type StateEntry =
  | { kind: 'source'; step: string; path: string; size: number; mtime: number; sha256: string }
  /** `headers`: of the files that its rows come from; one without `files` is that of all others. */
  | {
      kind: 'quarantine';
      file: string;
      run: string;
      rule: string;
      rows: number;
      headers?: { text: string; files?: string[] }[];
    }
  | { kind: 'resolved'; row: string; status: 'replayed' | 'discarded'; at: string; reason?: string }
  /** Many rows that were closed together: their ids are the column `id` of a Parquet file. */
  | { kind: 'closed'; file: string; rows: number; status: 'replayed' | 'discarded'; at: string; reason?: string };

export interface TableHead {
  version: number;
  /** Undefined for a table that mu-mesh never wrote. */
  state?: TableState;
}

export interface TableVersion {
  version: number;
  /** ISO 8601, UTC. */
  at: string;
  operation: string;
  run?: string;
  state?: StateHead;
}

/** What one commit changes. */
export interface TableChange {
  mode: 'overwrite' | 'append';
  operation: string;
  files: StagedFile[];
  /** The schema that the staged files were written with. */
  schema: Field[];
  partitionBy: string[];
  evolution: SchemaEvolution;
  head: StateHead;
  /** Changed entries only; null removes. `overwrite` with `replaceEntries` starts from none. */
  entries: Map<string, StateEntry | null>;
  replaceEntries: boolean;
  /** The version that the job read its state from (-1: no table); a later commit by mu-mesh is then a conflict. Undefined: appends rebase freely. */
  readVersion?: number;
}

export type CommitOutcome =
  | { outcome: 'committed'; version: number }
  /** The winner has the same fingerprint and the same inputs. */
  | { outcome: 'duplicate'; version: number }
  | { outcome: 'conflict'; version: number; reason: string }
  /** The process cannot know: `mesh recover` finds out. */
  | { outcome: 'unknown'; cause: unknown };

export interface VacuumOptions {
  /** Milliseconds. */
  retention: number;
  /** Versions kept whatever their age; 3. */
  keepVersions: number;
  dryRun: boolean;
}

/** What the rules of a contract found in a run that they stopped. */
export interface PendingChecks {
  run: string;
  /** ISO 8601, UTC. */
  at: string;
  checks: CheckOutcome[];
}

export interface RecoverReport {
  /** Staged files, temporary logs and unlisted quarantine files that no version needs; removed. */
  removed: string[];
  version?: number;
}

export interface Table {
  /** Absolute path. */
  readonly location: string;
  /** Version and state; never needs the engine while the log's JSON is there. Undefined: no table. */
  head(): Promise<TableHead | undefined>;
  /** The last version, a given one, or the last one at a time. Throws TABLE_MISSING, VERSION_MISSING, TABLE_UNSUPPORTED. */
  scan(at?: number | Date): Promise<TableScan>;
  /** Newest first. */
  history(limit?: number): Promise<TableVersion[]>;
  /** The state of a version; undefined where mu-mesh had not written the table by then. Throws VERSION_MISSING. */
  state(version: number): Promise<TableState | undefined>;
  /** Whether every file of a version is there; false where its log is gone. */
  whole(version: number): Promise<boolean>;
  /** The table's schema that a write of these columns gives, or a MeshError SCHEMA_FROZEN / SCHEMA_CONFLICT. */
  evolve(columns: Field[], mode: WriteMode, evolution: SchemaEvolution): Promise<Field[]>;
  commit(change: TableChange): Promise<CommitOutcome>;
  /**
   * A new commit with the rows and state of an old version, held while the job has this fingerprint; without one,
   * that of the last run. Returns the new version.
   */
  restore(version: number, run: string, fingerprint?: string): Promise<number>;
  /** Ends a hold; a new commit. */
  release(run: string): Promise<number>;
  /** A commit that changes state entries only. */
  amend(entries: Map<string, StateEntry | null>, operation: string, run: string): Promise<number>;
  checkpoint(): Promise<number>;
  vacuum(options: VacuumOptions): Promise<string[]>;
  /** Removes what dead writers left, older than `olderThan` milliseconds (one hour), and makes the last version durable. */
  recover(options?: { olderThan?: number }): Promise<RecoverReport>;
  /** Folder for the quarantine files of one run, `_quarantine/<run>/`; made when asked for. */
  quarantineDirectory(run: string): Promise<string>;
  /** Makes the quarantine files of a failed run, and what the rules of its contract found, visible as pending. */
  keepPending(run: string, entries: StateEntry[], checks?: CheckOutcome[]): Promise<void>;
  pending(): Promise<StateEntry[]>;
  /** What the rules found in the last run that they stopped, until a run commits; undefined where there is none. */
  pendingChecks(): Promise<PendingChecks | undefined>;
}

export interface Lakehouse {
  table(location: string): Table;
}
