import { resolve } from 'node:path';
import type { Host, Lakehouse, ParquetFile } from '@mu-mesh/core';
import { DeltaLog } from './delta/log';
import { StateStore } from './state/state-store';
import type { Fs } from './stores/fs';
import { nodeFs } from './stores/node-fs';
import { Store } from './stores/store';
import { DeltaTable } from './table/delta-table';

export interface LakehouseOptions {
  /** Asked for when a checkpoint is read or written, no earlier: it may start an engine. */
  parquet: () => ParquetFile;
  host: Host;
  /** Allows file systems without hard links, on which writers may overwrite each other's commits. */
  unsafe: boolean;
  /** The local file system unless given. */
  fs?: Fs;
  /**
   * Milliseconds for which `recover` and `vacuum` leave files that no version knows to the writer that may still own
   * them; one hour. A run whose staged files were removed all the same ends with an error and changes nothing.
   */
  orphanAge?: number;
}

const HOUR = 3_600_000;

/** Delta tables on the local file system. */
export function createLakehouse(options: LakehouseOptions): Lakehouse {
  const { parquet, host, unsafe, fs = nodeFs, orphanAge = HOUR } = options;
  const store = new Store(fs, unsafe);
  return {
    table: (folder) => {
      const location = resolve(folder);
      const log = new DeltaLog(store, location, parquet);
      return new DeltaTable({
        location,
        store,
        log,
        states: new StateStore(store, location),
        host,
        parquet,
        orphanAge,
      });
    },
  };
}
