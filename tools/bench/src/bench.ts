import { join } from 'node:path';

/** What a case is asked to do. */
export interface Bench {
  /** The repository's folder. */
  repository: string;
  /** An empty folder for this case alone. */
  scratch: string;
  /** `mesh` as Node runs it. */
  mesh: string;
  /** Times that every command is run. */
  runs: number;
  sizes: Sizes;
  /** Says what is going on. */
  log(line: string): void;
}

export interface Sizes {
  /** Rows of sales before duplicates; of scale, and the large one of unchanged. */
  transactions: number;
  /** Rows of the job's CSV file. */
  jobRows: number;
  /** Numbers of datasets, ascending. */
  datasets: number[];
  /** Domains of every such workspace. */
  domains: number;
  /** MiB that the engine may hold. */
  memoryLimit: number;
  /** MiB of source data for that. */
  memoryData: number;
  /** Rows that a contract's rules look at. */
  checkedRows: number;
}

export const SIZES: Sizes = {
  transactions: 2_000_000,
  jobRows: 1_000_000,
  datasets: [250, 500, 1000],
  domains: 20,
  memoryLimit: 128,
  memoryData: 1280,
  checkedRows: 10_000_000,
};

/** With `--full`. */
export const FULL_SIZES: Sizes = { ...SIZES, memoryLimit: 1024, memoryData: 10_240 };

/** A line of a case's table. */
export interface Row {
  what: string;
  command: string;
  wall: number;
  cpu: number;
  rss: number;
  /** What was wanted, and whether it was met. */
  goal?: { text: string; met: boolean; busy?: boolean };
}

export interface CaseResult {
  title: string;
  rows: Row[];
  /** Sentences below the table. */
  notes: string[];
}

export type Case = (bench: Bench) => Promise<CaseResult>;

/** The script that runs a list of statements by DuckDB alone. */
export const PLAIN = join(__dirname, 'plain', 'execute.cjs');
