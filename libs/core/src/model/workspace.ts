import type { Domain } from './job';
import type { OpenLineageSettings } from '../openlineage/settings';
import type { Issue } from './issue';

/** What global-properties.json says, with defaults filled in. */
export interface GlobalProperties {
  /** The engine: `duckdb` unless said otherwise. */
  library: string;
  /** Absolute path of the tables' root folder. */
  lake: string;
  /** Bytes the engine may hold in memory; 60 % of RAM by default. */
  memoryLimit: number;
  threads: number;
  /** Absolute folders that sources and exports may lie in; undefined: anywhere. */
  allowedPaths?: string[];
  /** Retention of old versions in milliseconds; 7 days by default. */
  retention: number;
  /** Allows file systems without hard links. */
  unsafe: boolean;
  /** Where run events go; undefined: nowhere, but for what the environment says. */
  openLineage?: OpenLineageSettings;
}

/** A value that is read when it is needed and never printed. */
export type SecretReference = { env: string } | { file: string };

export interface Connection {
  name: string;
  type: string;
  details: Record<string, unknown>;
}

/** Everything that configuration says, after parsing and normalising; no lake, no clock, no source data was touched. */
export interface Workspace {
  /** Absolute path. */
  root: string;
  properties: GlobalProperties;
  connections: Connection[];
  domains: Domain[];
  /** All findings of the configuration; a domain with errors is present as far as it could be read. */
  issues: Issue[];
}
