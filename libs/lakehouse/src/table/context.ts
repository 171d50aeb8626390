import type { Host, ParquetFile } from '@mu-mesh/core';
import type { DeltaLog } from '../delta/log';
import type { StateStore } from '../state/state-store';
import type { Store } from '../stores/store';

/** What the operations on one table share. */
export interface TableContext {
  location: string;
  store: Store;
  log: DeltaLog;
  states: StateStore;
  host: Host;
  parquet: () => ParquetFile;
  /** Milliseconds for which files that no version knows are left to the writer that may still own them. */
  orphanAge: number;
}
