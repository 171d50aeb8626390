import type { LineageRequest, StatementLineage } from '../lineage/statement';
import type { Field } from '../model/schema';
import type { Scan, ScanFile, TableScan } from './scan';

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
export interface StagedRelation extends KeptRelation {
  readonly files: StagedFile[];
}

/** A relation whose rows are computed already: reading them again gives the same rows. */
export interface KeptRelation extends Relation {
  readonly rows: number;
}

/** A relation that is computed by whoever reads it, each time with the same rows, at about the cost of reading files. */
export interface SteadyRelation extends KeptRelation {
  readonly steady: true;
}

export interface IngestTarget extends StagingTarget {
  /** Absolute path of the Parquet file for rows that were refused; written only where there are any. */
  quarantineFile: string;
  run: string;
  /** The step's name, kept as the rule of its refused rows. */
  rule: string;
}

/** The columns that a file has, as its header or its rows say; for formats whose files have no names of their own, none. */
export interface SourceColumns {
  file: ScanFile;
  names: string[];
}

/** in = relation.rows + quarantined + dropped. */
export interface Ingested {
  relation: StagedRelation;
  rowsIn: number;
  quarantined: number;
  dropped: number;
  /** Values that were left out because they do not fit, by column (DISCARD_VALUE). */
  discarded?: Record<string, number>;
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

/** The columns of a SELECT, or why it does not bind: what stops it, and what else is wrong, where that is known too. */
export type Binding = { columns: Field[] } | { finding: SqlFinding; more?: SqlFinding[] };

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
  /** Where the output columns of statements that bind come from; many at once cost little more than few. */
  lineage(requests: readonly LineageRequest[]): Promise<StatementLineage[]>;
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
  /** The columns of each file of a scan, whatever its schema says; files without any row or header have none. */
  sourceColumns(scan: Scan): Promise<SourceColumns[]>;
  /** A SELECT as a relation, bound now and computed when it is staged. Throws SqlError. */
  query(sql: string): Promise<Relation>;
  /** A table's version as a relation of this scope: for private tables of a job file, previews and tests. */
  table(table: TableScan): Promise<Relation>;
  /** Parquet files (absolute paths, inside the session's) as they are, matched by column name: nothing is copied, and errors name the file. */
  parquet(paths: readonly string[]): Promise<Relation>;
  /** Makes a relation visible to later queries under a one-part name; again: replaced. */
  name(name: string, relation: Relation): Promise<void>;
  /** Computes a relation into files, statistics included. One that is staged already is returned as it is where it fits. */
  stage(relation: Relation, target: StagingTarget): Promise<StagedRelation>;
  /**
   * Computes a relation once, cast to `schema`, for as long as the scope lives; it belongs to no table, and spills to disk
   * where memory is short. One that is computed already is returned as it is where no schema is given.
   */
  keep(relation: Relation, schema?: readonly Field[]): Promise<KeptRelation>;
  /**
   * The rows that staging would write, without writing them. Undefined where computing them twice costs much, or could give
   * other rows: rows that are joined, grouped or sorted, functions that are volatile.
   */
  steady(relation: Relation, target: Omit<StagingTarget, 'directory'>): Promise<SteadyRelation | undefined>;
  /** The rows with a last column `#n`, or `##n` … where they have that: their order, the same however often they are read. */
  numbered(relation: KeptRelation): Promise<Relation>;
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
  /** A column of the relation with each row's reasons (texts): they stand for `reason`, and it is no part of the row. */
  reasonsColumn?: string;
}

export type ExportTarget = {
  /** Absolute path of the file to write. */
  path: string;
} & (
  | {
      format: 'csv';
      header: boolean;
      sep: string;
      quote: string;
      escape: string;
      nullValue: string;
      dateFormat?: string;
      timestampFormat?: string;
    }
  | { format: 'json' | 'parquet' }
);

/**
 * Columns of every quarantine file.
 * `row` is the form in which the row failed: the source's line, or the output row as JSON.
 */
export const QUARANTINE_COLUMNS = ['id', 'run', 'rule', 'reasons', 'file', 'line', 'column', 'row'] as const;
