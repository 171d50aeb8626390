import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MeshContext } from '@mu-mesh/core';
import { existingTables } from './table-of';

export interface RecoverResult {
  datasets: {
    address: string;
    /** The version that is there; null where no commit ever became visible. */
    version: number | null;
    /** The run that made it; null for a commit of another program. */
    run: string | null;
    /** Files that no version needs, now gone; absolute paths. */
    removed: string[];
  }[];
}

/** What a run may leave behind while it goes on: younger files stay. */
const ORPHAN_AGE = 3_600_000;

/**
 * Finds out what the last commit of each table is and removes what interrupted runs left behind, where it is older
 * than `olderThan` milliseconds (an hour).
 */
export async function recover(
  context: MeshContext,
  selectors: readonly string[],
  olderThan = ORPHAN_AGE,
): Promise<RecoverResult> {
  const found: RecoverResult['datasets'] = [];
  for (const { address, table } of existingTables(context, selectors)) {
    context.signal.throwIfAborted();
    const { removed, version } = await table.recover({ olderThan });
    const head = await table.head();
    found.push({ address, version: version ?? head?.version ?? null, run: head?.state?.head.run ?? null, removed });
  }
  if (selectors.length === 0)
    await removeSpilled(join(context.workspace.root, '.mesh'), context.host.now().getTime() - olderThan);
  return { datasets: found };
}

/** Temporary folders of runs that died: spilled data, tests, replays. */
async function removeSpilled(folder: string, before: number): Promise<void> {
  for (const kind of ['tmp', 'tests', 'replay']) {
    const parent = join(folder, kind);
    if (!existsSync(parent)) continue;
    for (const name of await readdir(parent)) {
      const path = join(parent, name);
      if ((await stat(path)).mtimeMs < before) await rm(path, { recursive: true, force: true });
    }
  }
}
