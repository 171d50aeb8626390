import { cp, rm, truncate } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Fs } from '../stores/fs';
import { nodeFs } from '../stores/node-fs';
import { interceptedFs } from './faulty-fs';

/** What the medium does not hold yet: names whose folder, and files whose content, was not flushed. */
export interface Volatile {
  names: Set<string>;
  contents: Set<string>;
}

/** The power fails before operation `n`: nothing happens from then on. */
export function failingPower(
  n: number,
  staged: readonly string[],
  ignoredSync: (path: string) => boolean = () => false,
): { fs: Fs & { readonly operations: number }; lost: Volatile } {
  const lost: Volatile = { names: new Set(staged), contents: new Set(staged) };
  const inner: Fs = {
    ...nodeFs,
    open: async (path, mode) => {
      const file = await nodeFs.open(path, mode);
      if (mode === 'create') add(lost, path, true);
      return {
        ...file,
        sync: async () => {
          await file.sync();
          if (ignoredSync(path)) return;
          lost.contents.delete(path);
          for (const name of lost.names) if (dirname(name) === path) lost.names.delete(name);
        },
      };
    },
    link: async (from, to) => {
      await nodeFs.link(from, to);
      add(lost, to, lost.contents.has(from));
    },
    rename: async (from, to) => {
      await nodeFs.rename(from, to);
      add(lost, to, lost.contents.has(from));
    },
    mkdir: async (path) => {
      await nodeFs.mkdir(path);
      add(lost, path, false);
    },
  };
  const fs = interceptedFs((_operation, path, i) => {
    if (i >= n) throw Object.assign(new Error(`power off at ${basename(path)}`), { code: 'EIO' });
  }, inner);
  return { fs, lost };
}

function add(lost: Volatile, path: string, content: boolean): void {
  lost.names.add(path);
  if (content) lost.contents.add(path);
}

/** The table as it comes up again. `kept` says which names reached the medium all the same. */
export async function afterPowerLoss(
  location: string,
  copy: string,
  lost: Volatile,
  kept: (path: string) => boolean,
): Promise<void> {
  await cp(location, copy, { recursive: true, preserveTimestamps: true });
  const moved = (path: string): string => path.replace(location, copy);
  for (const path of lost.contents) await truncate(moved(path), 0).catch(() => undefined);
  for (const path of lost.names)
    if (path.startsWith(location) && !kept(path)) await rm(moved(path), { recursive: true, force: true });
}
