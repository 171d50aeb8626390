import { statSync } from 'node:fs';
import { MeshError } from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';
import { existingTables } from './table-of';

const DAY = 86_400_000;
const KEEP_VERSIONS = 3;

export interface VacuumRequest {
  selectors: readonly string[];
  /** Milliseconds; the workspace's where none is given. */
  retention?: number;
  /** Allows a retention under 24 hours. */
  force: boolean;
  dryRun: boolean;
}

export interface VacuumResult {
  /** Milliseconds. */
  retention: number;
  dryRun: boolean;
  datasets: {
    address: string;
    /** Absolute paths, gone now or, in a dry run, to go. */
    files: string[];
    /** Their size. */
    bytes: number;
  }[];
}

/** Removes files that only versions older than the retention need; the last 3 versions stay readable. Throws USAGE. */
export async function vacuum(context: MeshContext, request: VacuumRequest): Promise<VacuumResult> {
  const retention = request.retention ?? context.workspace.properties.retention;
  if (retention < DAY && !request.force && !request.dryRun) {
    throw new MeshError('USAGE', 'a retention under 24 hours can remove files that a running query still reads', {
      hint: 'Add --force where nothing reads the tables now.',
    });
  }
  const found: VacuumResult['datasets'] = [];
  for (const { address, table } of existingTables(context, request.selectors)) {
    context.signal.throwIfAborted();
    const old = await table.vacuum({ retention, keepVersions: KEEP_VERSIONS, dryRun: true });
    const bytes = old.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
    const files =
      request.dryRun || old.length === 0
        ? old
        : await table.vacuum({ retention, keepVersions: KEEP_VERSIONS, dryRun: false });
    found.push({ address, files, bytes });
  }
  return { retention, dryRun: request.dryRun, datasets: found };
}
