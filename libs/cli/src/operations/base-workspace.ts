import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dataset, loadWorkspace, type MeshContext, type Workspace } from '@mu-mesh/core';
import { type BaseFile, changedPaths, listFiles, writeFiles } from './git-base';
import { unchangedDatasets } from './unchanged-datasets';

/** Works with the workspace as it was at a commit, in a temporary folder that is gone afterwards. */
export async function withBaseWorkspace<T>(
  context: MeshContext,
  commit: string,
  work: (base: MeshContext) => Promise<T>,
): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-base-')));
  try {
    const { root } = context.workspace;
    shareCaches(root, folder);
    const files = listFiles(root, commit);
    const kept = unchangedDatasets(context.workspace, files, changedPaths(root, commit));
    const workspace = loadBase(context, files, kept, folder);
    return await work({ ...context, workspace: onTheSameLake(workspace, context.workspace) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Datasets that are as they were are neither written nor read, unless another one names a file in their folders. */
function loadBase(
  { workspace, connectors }: MeshContext,
  files: readonly BaseFile[],
  kept: readonly Dataset[],
  folder: string,
): Workspace {
  const folders = new Set(kept.map(({ address }) => folderOf(address)));
  const isKept = ({ path }: BaseFile): boolean => folders.has(path.split('/').slice(0, 4).join('/'));
  for (const path of folders) mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFiles(
    workspace.root,
    files.filter((file) => !isKept(file)),
    folder,
  );
  const options = { root: folder, connectors, cache: join(workspace.root, '.mesh', 'cache') };
  const base = loadWorkspace({ ...options, kept });
  if (kept.length === 0 || !base.issues.some(({ code }) => code === 'SOURCE_MISSING')) return base;
  writeFiles(workspace.root, files.filter(isKept), folder);
  return loadWorkspace(options);
}

function folderOf({ domain, layer, dataset }: Dataset['address']): string {
  return `domains/${domain}/${layer}/${dataset}`;
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
