import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git } from '../git';
import { contentsOf, unreadable } from '../git-base';
import { isUnder } from './sources';

/** Bytes that are read from git at once. */
const BATCH = 64 << 20;
/** Bytes of source files of a base that are compared at most. */
export const MOST_BYTES = 2 ** 30;

export interface DataFile {
  path: string;
  id: string;
  size: number;
}

/** Files of a commit that are one of the places or lie in one, relative to the workspace; no symbolic links. Throws USAGE. */
export function dataFiles(root: string, commit: string, places: readonly string[]): DataFile[] {
  const listing = git(root, ['ls-tree', '-r', '-z', '-l', commit]).toString('utf8');
  const files = listing.split('\0').flatMap((entry) => {
    const [, mode = '', id = '', size = '', path = ''] = /^(\d+) blob ([0-9a-f]+) +(\S+)\t([^]+)$/.exec(entry) ?? [];
    const safe = !path.split('/').some((part) => part === '..' || part === '.git') && !path.includes('\\');
    return mode.startsWith('100') && safe && places.some((place) => isUnder(path, place))
      ? [{ path, id, size: Number(size) }]
      : [];
  });
  if (files.some(({ size }) => Number.isNaN(size))) throw unreadable();
  return files;
}

/** Writes them into a folder, a batch at a time. Returns the paths of those that only point to Git LFS. Throws USAGE. */
export function writeData(root: string, files: readonly DataFile[], folder: string): string[] {
  const pointers: string[] = [];
  for (const batch of batches(files)) {
    const contents = contentsOf(root, '--batch', batch.map(({ id }) => `${id}\n`).join(''));
    let at = 0;
    for (const { path, size } of batch) {
      const start = contents.indexOf(10, at) + 1;
      if (!contents.subarray(at, start).toString('latin1').endsWith(` ${size}\n`)) throw unreadable();
      const content = contents.subarray(start, start + size);
      if (content.subarray(0, 40).toString('latin1').startsWith('version https://git-lfs')) pointers.push(path);
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
      at = start + size + 1;
    }
  }
  return pointers;
}

function batches(files: readonly DataFile[]): DataFile[][] {
  const all: DataFile[][] = [];
  let room = 0;
  for (const file of files) {
    if (file.size > room || all.length === 0) {
      all.push([]);
      room = BATCH;
    }
    all.at(-1)?.push(file);
    room -= file.size;
  }
  return all;
}

/** Files of the work tree that git does not know yet and does not ignore; relative to the workspace. Throws USAGE where git fails. */
export function untrackedPaths(root: string): string[] {
  const listing = git(root, ['ls-files', '-o', '--exclude-standard', '-z']).toString('utf8');
  return listing.split('\0').filter((path) => path !== '');
}
