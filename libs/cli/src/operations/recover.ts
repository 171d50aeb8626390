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

/** Finds out what the last commit of each table is and removes what interrupted runs left behind. */
export async function recover(context: MeshContext, selectors: readonly string[]): Promise<RecoverResult> {
  const found: RecoverResult['datasets'] = [];
  for (const { address, table } of existingTables(context, selectors)) {
    context.signal.throwIfAborted();
    const { removed, version } = await table.recover();
    const head = await table.head();
    found.push({ address, version: version ?? head?.version ?? null, run: head?.state?.head.run ?? null, removed });
  }
  return { datasets: found };
}
