import { dirname, resolve } from 'node:path';
import type { StateEntry } from '@mu-mesh/core';
import { sync } from '../stores/durable';
import type { TableContext } from './context';
import { quarantineFile } from './references';

/** Makes files durable, then the folders that name them, up to the table's own. */
export async function syncFiles({ store, location }: TableContext, files: Iterable<string>): Promise<void> {
  const folders = new Set<string>();
  for (const file of new Set(files)) {
    await sync(store.fs, file);
    for (let folder = dirname(file); folder.startsWith(location) && !folders.has(folder); folder = dirname(folder))
      folders.add(folder);
  }
  for (const folder of folders) await sync(store.fs, folder);
}

/** Absolute paths of the files below `_quarantine` that entries name. */
export function quarantineFiles({ location }: TableContext, entries: Iterable<StateEntry | null>): string[] {
  return [...entries].flatMap((entry) => {
    const file = quarantineFile(entry);
    return file === undefined ? [] : [resolve(location, file)];
  });
}
