import type { Dataset } from './job';

export interface PinnedInput {
  address: string;
  /** The version read; undefined where this run builds it first. */
  version?: number;
}

export type PlanAction = 'run' | 'skip' | 'held';

/** One dataset's line of the plan. */
export interface PlannedDataset {
  dataset: Dataset;
  address: string;
  action: PlanAction;
  /** `first run`, `job changed`, `contract changed`, `input sales.raw.x 7 → 9`, `new files`, `rolled back to 7`, `volatile`, `forced`, `replays 3 quarantined rows`, `unchanged` … */
  reason: string;
  inputs: PinnedInput[];
  /** The table's version when the plan was made; absent where there is no table. */
  version?: number;
  /** Digest of the normalised jobs, their SQL and the engine's major version; behind a dot that of the contract's demands. */
  fingerprint: string;
  /** Addresses of this plan that must finish first. */
  after: string[];
}

/** What a run will do: a value, in execution order, printable before anything is touched. */
export interface Plan {
  datasets: PlannedDataset[];
}
