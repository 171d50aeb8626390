import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWorkspace, type MeshContext, type Workspace } from '@mu-mesh/core';
import { writeFiles } from './git-base';

/** Works with the workspace as it was at a commit, in a temporary folder that is gone afterwards. */
export async function withBaseWorkspace<T>(
  context: MeshContext,
  commit: string,
  work: (base: MeshContext) => Promise<T>,
): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-base-')));
  try {
    const { root } = context.workspace;
    writeFiles(root, commit, folder);
    shareCaches(root, folder);
    const workspace = loadWorkspace({ root: folder, connectors: context.connectors });
    return await work({ ...context, workspace: onTheSameLake(workspace, context.workspace) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What was traced before is not traced again: caches go by content. Without them it only takes longer. */
function shareCaches(root: string, folder: string): void {
  try {
    mkdirSync(join(root, '.mesh', 'cache'), { recursive: true });
    mkdirSync(join(folder, '.mesh'));
    symlinkSync(join(root, '.mesh', 'cache'), join(folder, '.mesh', 'cache'), 'junction');
  } catch {
    return;
  }
}

/** Where only a table's last version tells the columns, it is the one of the lake that is there. */
function onTheSameLake(base: Workspace, current: Workspace): Workspace {
  const locations = new Map(
    current.domains.flatMap(({ datasets }) => datasets.map(({ id, location }) => [id, location])),
  );
  const domains = base.domains.map((domain) => ({
    ...domain,
    datasets: domain.datasets.map((dataset) => ({
      ...dataset,
      location: locations.get(dataset.id) ?? dataset.location,
    })),
  }));
  return { ...base, properties: { ...base.properties, lake: current.properties.lake }, domains };
}
