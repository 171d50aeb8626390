import type { WriteMode } from '../model/job';
import type { Relation, Scope } from './engine';
import type { Scan } from './scan';

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
  /** Whether a file of that absolute path would be read, as far as its name says. Not given: it is not known. */
  reads?(config: Record<string, unknown>, context: ConnectorContext, path: string): boolean;
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
  /** The absolute path of the first file that it would write. Not given: it is not known. */
  writes?(config: Record<string, unknown>, context: ConnectorContext): string | undefined;
  /** Writes beside the target and renames. Returns what the state records to know the export again. */
  write(
    relation: Relation,
    scope: Scope,
    config: Record<string, unknown>,
    context: ConnectorContext,
  ): Promise<ExportedFile[]>;
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
