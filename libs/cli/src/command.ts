import type { Issue } from '@mu-mesh/core';
import type { Io } from './io';
import type { Output } from './output/output';
import type { View } from './render/view';

/** Every option of every command, as commander hands them over. */
export interface Options {
  workspace?: string;
  json?: boolean;
  quiet?: boolean;
  debug?: boolean;
  format?: string;
  filesOnly?: boolean;
  full?: boolean;
  release?: string[];
  limit?: number;
  history?: boolean;
  version?: number;
  to?: string;
  retention?: number;
  olderThan?: number;
  force?: boolean;
  dryRun?: boolean;
  reason?: string;
  status?: string;
  domain?: string;
  up?: boolean;
  down?: boolean;
  depth?: number;
  base?: string;
  globalProperties?: string;
  connectionProperties?: string;
  key?: string[];
  columns?: string[];
  exclude?: string[];
  tolerance?: number;
  exitCode?: boolean;
  output?: string;
  /** false: `--no-data`. */
  data?: boolean;
  maxDatasets?: number;
}

/** One call of a command. */
export interface Call {
  io: Io;
  output: Output;
  /** Positional arguments. */
  arguments: string[];
  options: Options;
  /** The workspace, once it is found: paths are shown relative to it. Absolute. */
  root?: string;
  /** Files whose lines are never shown, because secrets may stand in them; absolute. */
  concealed?: string[];
}

/** What a command found or did, before it is shown. */
export interface Outcome {
  /** As its schema in libs/core/schema/output says. */
  result: unknown;
  issues: Issue[];
  exit: number;
  /** The result for people; empty where there is nothing to say. */
  text(view: View): string;
  /** The result as CSV, of the commands that offer `--format csv`. */
  csv?(): string;
  /** The result as Markdown, of the commands that offer `--format markdown`. */
  markdown?(): string;
  /** A stack trace to show. */
  trace?: string;
}

export interface OptionSpec {
  /** `--limit <rows>`. */
  flags: string;
  description: string;
  /** Turns the text into the value; throws an error with the reason in plain words. */
  parse?: (text: string) => unknown;
  choices?: readonly string[];
  /** Collects the values of every use. */
  repeatable?: boolean;
  required?: boolean;
}

export interface CommandDefinition {
  /** `run`, `quarantine list`. */
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** What it does and does not do, for `--help` and the reference page. */
  readonly description: string;
  /** `[selectors...]` and what it means. */
  readonly arguments: readonly (readonly [name: string, description: string])[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly (readonly [command: string, effect: string])[];
  /** Values of `--format`, the first is the default; `json` prints the bare result. */
  readonly formats: readonly string[];
  /** Left out of help and reference. */
  readonly hidden?: boolean;
  act(call: Call): Promise<Outcome>;
}

export const TEXT_OR_JSON = ['text', 'json'] as const;
export const SELECTORS = [
  '[selectors...]',
  'domains, layers or datasets: `sales`, `sales.gold`, `sales.gold.x`; `+x` adds what x reads, `x+` what reads x; none: everything',
] as const;
