import { dirname, join } from 'node:path';
import { LOG_DIRECTORY } from '../delta/log-listing';
import { PendingStore, QUARANTINE_DIRECTORY } from '../state/pending';
import { MESH_DIRECTORY } from '../state/state-store';
import { unlessMissing } from '../stores/fs';
import { TEMPORARY } from '../stores/store';
import type { TableContext } from './context';
import type { References } from './references';

/**
 * Absolute paths of files that nothing refers to and that are older than `before` (ms since the epoch).
 * Files in `known` were visible once, so that no running writer can own them: their age does not count.
 */
export async function findOrphans(
  context: TableContext,
  references: References,
  before: number,
  known = new Set<string>(),
): Promise<string[]> {
  const candidates = [
    ...(await dataFiles(context, context.location)).filter((path) => !references.data.has(path)),
    ...(await filesBelow(context, join(context.location, QUARANTINE_DIRECTORY))).filter(
      (path) => !references.quarantine.has(path),
    ),
    ...(await temporaryFiles(context)),
    ...(await unneededStates(context, references)),
  ];
  const orphans: string[] = [];
  for (const path of candidates) {
    const stat = known.has(path) ? undefined : await unlessMissing(context.store.fs.stat(path));
    if (known.has(path) || (stat && stat.mtime < before)) orphans.push(path);
  }
  return orphans;
}

/** Removes files, and the folders of quarantined runs that they leave empty. */
export async function removeFiles({ store, location }: TableContext, paths: readonly string[]): Promise<void> {
  for (const path of paths) await unlessMissing(store.fs.unlink(path));
  const quarantine = join(location, QUARANTINE_DIRECTORY);
  const folders = new Set(paths.map((path) => dirname(path)).filter((folder) => dirname(folder) === quarantine));
  for (const folder of folders) {
    if ((await unlessMissing(store.fs.readdir(folder)))?.length === 0) await store.fs.rmdir(folder);
  }
}

/** Parquet files of the table and of its partition folders; `_…` and `.…` are hidden, as in Delta. */
async function dataFiles(context: TableContext, folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const { name, directory } of (await unlessMissing(context.store.fs.readdir(folder))) ?? []) {
    const hidden = (name.startsWith('_') && !name.includes('=')) || name.startsWith('.');
    if (hidden) continue;
    if (directory) files.push(...(await dataFiles(context, join(folder, name))));
    else if (name.endsWith('.parquet')) files.push(join(folder, name));
  }
  return files;
}

async function filesBelow(context: TableContext, folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const { name, directory } of (await unlessMissing(context.store.fs.readdir(folder))) ?? []) {
    if (directory) files.push(...(await filesBelow(context, join(folder, name))));
    else files.push(join(folder, name));
  }
  return files;
}

async function temporaryFiles({ store, location }: TableContext): Promise<string[]> {
  const files: string[] = [];
  for (const folder of [LOG_DIRECTORY, MESH_DIRECTORY].map((name) => join(location, name))) {
    for (const { name } of (await unlessMissing(store.fs.readdir(folder))) ?? []) {
      if (name.includes(TEMPORARY)) files.push(join(folder, name));
    }
  }
  return files;
}

async function unneededStates({ states, store, location }: TableContext, references: References): Promise<string[]> {
  const numbers = (await states.numbers()).filter((n) => !references.states.has(n));
  const names = (await new PendingStore(store, location).names()).filter((name) => !references.pending.has(name));
  return [...numbers.map((n) => states.path(n)), ...names.map((name) => join(location, MESH_DIRECTORY, name))];
}
