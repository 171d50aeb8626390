/**
 * Every interface that an extender implements: an engine, a connector, a lakehouse. core calls them and
 * imports none of their implementations; nothing here knows DuckDB, Delta or a file format's library.
 */
import type { Issue } from './model/issue';
import type { ChangedFilePolicy, SchemaEvolution, WriteMode } from './model/job';
import type { Field } from './model/schema';

// ------------------------------------------------------------------------------------------------- scans

/** One input file; local, absolute. */
export interface ScanFile {
  path: string;
  /** IANA name; `utf-8` unless the configuration says otherwise for its glob. */
  encoding?: string;
}

/** Spark's CSV reader options, defaults filled in (`escape` defaults to the quote). */
export interface CsvOptions {
  header: boolean;
  inferSchema: boolean;
  sep: string;
  quote: string;
  escape: string;
  comment?: string;
  nullValue: string;
  emptyValue?: string;
  /** Spark's datetime patterns (`yyyy-MM-dd`); several may be tried in order. */
  dateFormat?: string[];
  timestampFormat?: string[];
  multiLine: boolean;
  ignoreLeadingWhiteSpace: boolean;
  ignoreTrailingWhiteSpace: boolean;
  nanValue?: string;
  positiveInf?: string;
  negativeInf?: string;
  lineSep?: string;
  maxColumns?: number;
  locale?: string;
}

export interface JsonOptions {
  /** false: one object a line; true: one document a file. */
  multiLine: boolean;
  dateFormat?: string[];
  timestampFormat?: string[];
}

/** What happens to a row that does not parse or does not fit its types. */
export type BadRowMode = 'QUARANTINE' | 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';

interface ScanBase {
  files: ScanFile[];
  /** Declared or recorded types; undefined: inferred, or text, as the options say. */
  schema?: Field[];
  badRows: BadRowMode;
  /** PERMISSIVE fills this column with the raw row, where the schema has it. */
  corruptRecordColumn?: string;
}

/** Files for the engine to read; the rows never enter JavaScript. */
export type Scan =
  | (ScanBase & { kind: 'scan'; format: 'csv'; options: CsvOptions })
  | (ScanBase & { kind: 'scan'; format: 'json'; options: JsonOptions })
  | (ScanBase & { kind: 'scan'; format: 'parquet'; options: Record<string, never> });

/** A table's version as files: what the lakehouse hands to an engine. */
export interface TableScan {
  version: number;
  schema: Field[];
  partitionColumns: string[];
  files: TableFile[];
}

export interface TableFile {
  /** Absolute path. */
  path: string;
  rows?: number;
  bytes: number;
  /** Text values as the Delta log has them; null for a null. Columns that are not in the file itself. */
  partitionValues: Record<string, string | null>;
}

// ------------------------------------------------------------------------------------------------ engine

export interface StagedFile {
  /** Absolute path, on the same file system as the table. */
  path: string;
  rows: number;
  bytes: number;
  partitionValues: Record<string, string | null>;
  /** Delta's `stats` JSON text: numRecords, minValues, maxValues, nullCount; numbers as exact text. */
  stats: string;
}

/** Where rows are staged: new files of unique names under the table's folder, invisible until the commit. */
export interface StagingTarget {
  /** The table's folder, absolute. */
  directory: string;
  /** The schema to write; rows are cast to it, missing columns are null. Undefined: the relation's own. */
  schema?: Field[];
  partitionBy: string[];
}

/** Rows that a step yields, inside one scope. `columns` are the types a table of it would have. */
export interface Relation {
  readonly id: string;
  readonly columns: Field[];
}

/** A relation whose rows lie in files already. */
export interface StagedRelation extends Relation {
  readonly files: StagedFile[];
  readonly rows: number;
}

export interface IngestTarget extends StagingTarget {
  /** Absolute path of the Parquet file for rows that were refused; written only where there are any. */
  quarantineFile: string;
  run: string;
  /** The step's name, kept as the rule of its refused rows. */
  rule: string;
}

/** in = relation.rows + quarantined + dropped. */
export interface Ingested {
  relation: StagedRelation;
  rowsIn: number;
  quarantined: number;
  dropped: number;
}

/** What is known of a statement from its text alone. */
export interface SqlAnalysis {
  /** Base tables in order of appearance, CTE names excluded; `name` has one, or three parts. */
  tables: TableReference[];
  /** Functions whose result differs from call to call: now, random, uuid … */
  volatileFunctions: string[];
  /** Why the gate refuses it, or why it does not parse; empty for a good SELECT. */
  findings: SqlFinding[];
}

export interface TableReference {
  name: string;
  /** Offset into the statement in UTF-16 code units. */
  offset: number;
}

export interface SqlFinding {
  code: 'SQL_SYNTAX' | 'SQL_REFUSED' | 'SQL_BIND';
  message: string;
  hint?: string;
  /** Offset into the statement in UTF-16 code units, where the engine says one. */
  offset?: number;
}

/** The columns of a SELECT, or why it does not bind. */
export type Binding = { columns: Field[] } | { finding: SqlFinding };

/** Binds statements against empty tables; nothing is read or executed. */
export interface Binder {
  /** Makes a dataset (three parts) or a step, `input` or private table (one part) known under a name; again: replaced. */
  declare(name: string, columns: Field[]): Promise<void>;
  /** Forgets the one-part names, between jobs. */
  forgetSteps(): Promise<void>;
  bind(sql: string): Promise<Binding>;
  close(): Promise<void>;
}

export interface SessionOptions {
  memoryLimit: number;
  threads: number;
  /** Absolute folder for spilled data, made and removed by the session. */
  temporaryDirectory: string;
  /** Absolute files and folders that the run's jobs read or write; everything else is closed to it. */
  paths: string[];
}

export interface Engine {
  /** `duckdb`. */
  readonly name: string;
  /** Part of every fingerprint: a new major rebuilds. */
  readonly majorVersion: string;
  /** Parses and gates statements, all at once. No data, no tables needed. */
  analyse(statements: readonly string[]): Promise<SqlAnalysis[]>;
  binder(): Promise<Binder>;
  /** Opens the sandboxed instance of a run. */
  open(options: SessionOptions): Promise<EngineSession>;
  /** Reading and writing of small Parquet files, for checkpoints. */
  readonly parquet: ParquetFile;
  /** Ends what the engine holds. */
  close(): Promise<void>;
}

export interface ParquetFile {
  /** Every row as one JSON text. */
  read(path: string): Promise<string[]>;
  /** Writes rows (JSON texts) with the given columns; `path` must not exist. */
  write(path: string, columns: Field[], rows: readonly string[]): Promise<void>;
}

/** One sandboxed engine instance: shared by the jobs of a run, which work in scopes of their own. */
export interface EngineSession {
  /** Makes an address readable in every scope, at one version. */
  pin(address: string, table: TableScan): Promise<void>;
  scope(): Promise<Scope>;
  /** Interrupts what runs and frees everything; the temporary folder is gone afterwards. */
  close(): Promise<void>;
}

/** The names of one job: its steps and `input`. Errors are MeshErrors; SQL ones carry `cause.finding`. */
export interface Scope {
  /** Reads the scan once, all columns, into staged files; bad rows go where `scan.badRows` says. */
  ingest(scan: Scan, target: IngestTarget): Promise<Ingested>;
  /** A SELECT as a relation, bound now and computed when it is staged. Throws SqlError. */
  query(sql: string): Promise<Relation>;
  /** A table's version as a relation of this scope: for private tables of a job file, previews and tests. */
  table(table: TableScan): Promise<Relation>;
  /** Makes a relation visible to later queries under a one-part name; again: replaced. */
  name(name: string, relation: Relation): Promise<void>;
  /** Computes a relation into files, statistics included. One that is staged already is returned as it is where it fits. */
  stage(relation: Relation, target: StagingTarget): Promise<StagedRelation>;
  count(relation: Relation): Promise<number>;
  /** Values as text, in the order of the columns; null for NULL. */
  rows(relation: Relation, limit: number): Promise<(string | null)[][]>;
  /** `input EXCEPT ALL refused`; throws where the columns differ or `refused` holds rows that `input` has not. */
  except(input: Relation, refused: Relation): Promise<Relation>;
  /** Appends rows that a rule refused to a new quarantine file, one JSON text each. Returns their number. */
  quarantine(relation: Relation, target: QuarantineTarget): Promise<number>;
  /** Writes an export; an existing `path` is replaced. */
  export(relation: Relation, target: ExportTarget): Promise<{ rows: number; bytes: number }>;
  close(): Promise<void>;
}

export interface QuarantineTarget {
  /** Absolute path of a new Parquet file. */
  file: string;
  run: string;
  rule: string;
  reason: string;
}

export type ExportTarget = {
  /** Absolute path of the file to write. */
  path: string;
} & (
  | { format: 'csv'; header: boolean; sep: string; quote: string; escape: string; nullValue: string; dateFormat?: string; timestampFormat?: string }
  | { format: 'json' | 'parquet' }
);

/**
 * Columns of every quarantine file.
 * `row` is the form in which the row failed: the source's line, or the output row as JSON.
 */
export const QUARANTINE_COLUMNS = ['id', 'run', 'rule', 'reasons', 'file', 'line', 'column', 'row'] as const;

// -------------------------------------------------------------------------------------------- connectors

export interface ConnectorContext {
  /** Folder of the job file: relative paths start there. */
  base: string;
  mode: WriteMode;
}

/** Something of a source that is read as a whole, known by path, size and time of change. */
export interface SourceItem {
  /** Absolute path. */
  id: string;
  size: number;
  /** Milliseconds since the epoch. */
  mtime: number;
  encoding?: string;
}

export interface Source {
  /** Everything there is to read now, sorted by id. An empty list means that nothing matches. */
  discover(): Promise<SourceItem[]>;
  /** The scan of these items. */
  read(items: readonly SourceItem[]): Scan;
}

/** A JSON Schema (draft 2020-12) with `description` on every key; it is also the docs and the completion. */
export type JsonSchema = Record<string, unknown>;

export interface SourceConnector {
  /** The command: `IngestCSV`. */
  readonly type: string;
  /** Old names. */
  readonly aliases: readonly string[];
  readonly description: string;
  /** Of the whole command object, `type` and `name` excluded. Keys whose value is a path say `"format": "mesh-path"`. */
  readonly schema: JsonSchema;
  readonly can: { incremental: boolean; modes: readonly WriteMode[] };
  /** What a JSON Schema cannot say; pointers are relative to the command. */
  check?(config: Record<string, unknown>): ConfigFinding[];
  /** Files or folders that the sandbox opens for it: the longest parts of its paths without a wildcard. */
  paths(config: Record<string, unknown>, context: ConnectorContext): string[];
  open(config: Record<string, unknown>, context: ConnectorContext): Source;
}

export interface ConfigFinding {
  pointer: string;
  message: string;
  hint?: string;
}

export interface DestinationConnector {
  readonly type: string;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly schema: JsonSchema;
  readonly can: { modes: readonly WriteMode[]; atomic: boolean };
  check?(config: Record<string, unknown>): ConfigFinding[];
  paths(config: Record<string, unknown>, context: ConnectorContext): string[];
  /** Writes beside the target and renames. Returns what the state records to know the export again. */
  write(relation: Relation, scope: Scope, config: Record<string, unknown>, context: ConnectorContext): Promise<ExportedFile[]>;
}

export interface ExportedFile {
  path: string;
  rows: number;
  bytes: number;
}

export interface ConnectorRegistry {
  readonly sources: readonly SourceConnector[];
  readonly destinations: readonly DestinationConnector[];
}

// --------------------------------------------------------------------------------------------- lakehouse

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
}

export type StateEntry =
  | { kind: 'source'; step: string; path: string; size: number; mtime: number; sha256: string }
  /** `headers`: of the files that its rows come from; one without `files` is that of all others. */
  | { kind: 'quarantine'; file: string; run: string; rule: string; rows: number; headers?: { text: string; files?: string[] }[] }
  | { kind: 'resolved'; row: string; status: 'replayed' | 'discarded'; at: string; reason?: string };

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
  /** The table's schema that a write of these columns gives, or a MeshError SCHEMA_FROZEN / SCHEMA_CONFLICT. */
  evolve(columns: Field[], mode: WriteMode, evolution: SchemaEvolution): Promise<Field[]>;
  commit(change: TableChange): Promise<CommitOutcome>;
  /** A new commit with the rows and state of an old version, held for this fingerprint. Returns the new version. */
  restore(version: number, run: string): Promise<number>;
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
  /** Makes a quarantine file of a failed run visible as pending. */
  keepPending(run: string, entries: StateEntry[]): Promise<void>;
  pending(): Promise<StateEntry[]>;
}

export interface Lakehouse {
  table(location: string): Table;
}

// -------------------------------------------------------------------------------------------------- host

/** The world outside, passed in: tests replace it. */
export interface Host {
  now(): Date;
  /** Called at named steps of stage and commit; the fault tests stop the process here. */
  at(step: FaultStep): void;
}

/** Named steps, in the order in which a dataset's run passes them. */
export const FAULT_STEPS = [
  'stage.before',
  'stage.after',
  'quarantine.written',
  'checks.after',
  'files.synced',
  'state.written',
  'log.temporary',
  'log.linked',
  'log.synced',
  'exports.written',
] as const;
export type FaultStep = (typeof FAULT_STEPS)[number];

export type { ChangedFilePolicy, Issue };
