import type { Address } from './address';
import type { Contract, Lifecycle } from './contract';
import type { Position } from './issue';
import type { Field } from './schema';

export type WriteMode = 'overwrite' | 'append' | 'ignore';
/** `discard_value` and `discard_row` keep the table's columns and types: what has no place there, or its row, is left out. */
export type SchemaEvolution = 'evolve' | 'freeze' | 'discard_value' | 'discard_row';
export type ChangedFilePolicy = 'fail' | 'append_as_new' | 'ignore';

/** SQL text and where its first character stands, so that an offset in it has a file, line and column. */
export interface SqlText {
  text: string;
  /** The .sql file, or the job file with the position of the string for inline SQL. */
  position: Position;
}

interface StepBase {
  /** Visible to later steps of the job under this name; generated (`step_2`) where none is given. */
  name: string;
  position: Position;
}

/** Reads a source through a connector and materialises it once. */
export interface IngestStep extends StepBase {
  kind: 'ingest';
  /** The connector's command name: `IngestCSV`. */
  connector: string;
  /** The command's configuration as its connector's schema accepts it, aliases resolved, paths made absolute. */
  config: Record<string, unknown>;
  /** The declared types, in order; undefined where the command has no `schema`. */
  schema?: Field[];
  onChangedFile: ChangedFilePolicy;
}

export interface TransformStep extends StepBase {
  kind: 'transform';
  sql: SqlText;
  /** `run` (default): a query with now(), random() … runs always; `skip`: as any other. */
  volatile: 'run' | 'skip';
}

/** Rows, or a share of the rows that were checked (0 to 1). Reached when the offending rows exceed it. */
export type Threshold = { rows: number } | { share: number };

/** The query returns the offending rows. */
export interface ValidationStep extends StepBase {
  kind: 'validation';
  sql: SqlText;
  warn?: Threshold;
  fail?: Threshold;
  warnMessage?: string;
  failMessage?: string;
}

/** The query returns the rows to refuse, with exactly the input's columns. */
export interface FilterStep extends StepBase {
  kind: 'filter';
  sql: SqlText;
  /** Where refused rows are kept besides the quarantine; absolute, `%dd%mm%yyyy` not yet replaced. */
  badData?: string;
}

export interface PrintStep extends StepBase {
  kind: 'print';
  /** Rows shown; 20 by default. */
  limit: number;
}

export type Step = IngestStep | TransformStep | ValidationStep | FilterStep | PrintStep;

/** A table of the lake: the folder's own address or a bare name, private to the file. */
export interface TableDestination {
  kind: 'table';
  position: Position;
  /** The address as text, or the bare name. */
  table: string;
  /** Absolute path of the table's folder. */
  location: string;
  mode: WriteMode;
  schemaEvolution: SchemaEvolution;
  partitionBy: string[];
}

/** An export written through a connector. */
export interface ExportDestination {
  kind: 'export';
  position: Position;
  /** The connector's command name: `DestinationCSV`. */
  connector: string;
  config: Record<string, unknown>;
  mode: WriteMode;
}

export type Destination = TableDestination | ExportDestination;

/** One object of a `pipeline.json`: steps in order; the last one's rows go to every destination. */
export interface Job {
  position: Position;
  steps: Step[];
  /** At least one. A job in a workspace has exactly one table destination; `mesh job run` files may have none or several. */
  destinations: Destination[];
  /** Commands with errors that can give rows, where there are any: such a job is checked, never run. */
  leftOut?: LeftOutStep[];
}

/** A command that could not be read: later steps may name it, and what it gives is unknown. */
export interface LeftOutStep {
  name?: string;
  /** How many of the job's steps stand before it. */
  before: number;
}

/** One `pipeline.json`. */
export interface Dataset {
  address: Address;
  /** `formatAddress(address)`. */
  id: string;
  /** Absolute path of the pipeline.json. */
  file: string;
  /** Absolute path of the table's folder. */
  location: string;
  jobs: Job[];
  /** From contract.odcs.yaml beside the pipeline.json. */
  contract?: Contract;
}

export interface Owner {
  name: string;
  /** An e-mail or an @handle. */
  username: string;
}

export interface OutputPort {
  /** Of the port and of its keys. */
  positions?: Readonly<Record<string, Position>>;
  /** The gold dataset's name. */
  name: string;
  version: string;
  contractId?: string;
  lifecycle?: Lifecycle;
}

export interface InputPort {
  positions?: Readonly<Record<string, Position>>;
  /** A dataset address. */
  name: string;
  /** A semver range. */
  version: string;
  contractId?: string;
}

/** What a domain's data-product.odps.yaml says. */
export interface Domain {
  name: string;
  /** Absolute path of the folder. */
  root: string;
  /** Absolute path of data-product.odps.yaml. */
  file: string;
  owner?: Owner;
  lifecycle?: Lifecycle;
  /** Empty list: every gold dataset is published. */
  outputPorts: OutputPort[];
  inputPorts: InputPort[];
  datasets: Dataset[];
}
