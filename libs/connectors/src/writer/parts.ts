import { link, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ExportedFile } from '@mu-mesh/core';
import { attempt, errorCode, fileError } from '../files/file-error';

/** `part-00007.csv`, and Spark's `part-00007-<uuid>-c000.csv`. */
const PART = /^part-(\d{5,})[^/]*$/;

/** Absolute paths of a folder's part files, sorted; none where there is no folder. */
export async function partFiles(folder: string): Promise<string[]> {
  return (await names(folder))
    .filter((name) => PART.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** True where a folder holds anything but hidden files. */
export async function holdsFiles(folder: string): Promise<boolean> {
  return (await names(folder)).some((name) => !name.startsWith('.'));
}

/** What exists of an export that this run does not write: no rows of this run. */
export async function asFound(paths: readonly string[]): Promise<ExportedFile[]> {
  return Promise.all(
    paths.map(async (path) => ({ path, rows: 0, bytes: (await attempt('read', path, () => stat(path))).size })),
  );
}

/** Makes the temporary file the folder's only part; parts of before are removed once it is in place. */
export async function replaceParts(folder: string, temporary: string, extension: string): Promise<string> {
  const path = join(folder, partName(0, extension));
  await attempt('replaced', path, () => rename(temporary, path));
  for (const old of await partFiles(folder)) {
    if (old !== path) await attempt('removed', old, () => rm(old));
  }
  return path;
}

/** Publishes the temporary file under the next free number; never replaces a part, whoever else adds one. */
export async function addPart(folder: string, temporary: string, extension: string): Promise<string> {
  const taken = (await partFiles(folder)).map((path) => Number(PART.exec(basename(path))?.[1] ?? -1));
  for (let number = Math.max(-1, ...taken) + 1; ; number += 1) {
    const path = join(folder, partName(number, extension));
    if (await linked(temporary, path)) return path;
  }
}

async function linked(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw fileError(error, 'written', path);
  }
}

export function partName(number: number, extension: string): string {
  return `part-${String(number).padStart(5, '0')}${extension}`;
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileError(error, 'read', folder);
  }
}
