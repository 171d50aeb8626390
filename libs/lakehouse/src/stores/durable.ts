import { dirname } from 'node:path';
import { errorCode, unlessMissing, type Fs } from './fs';

/** Flushes a file, or the names inside a folder, to the medium. */
export async function sync(fs: Fs, path: string): Promise<void> {
  const file = await fs.open(path, 'read');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A new file with its content on the medium; its name is not yet. A file half written is removed. */
export async function writeSynced(fs: Fs, path: string, text: string): Promise<void> {
  const file = await fs.open(path, 'create');
  try {
    try {
      await file.write(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await discard(fs, path);
    throw error;
  }
}

/** Removes a file that nobody needs; a failure leaves it for `recover`. */
export async function discard(fs: Fs, path: string): Promise<void> {
  await fs.unlink(path).catch(() => undefined);
}

/** Makes a folder and flushes the names of the new ones. */
export async function ensureDirectory(fs: Fs, path: string): Promise<void> {
  if (await unlessMissing(fs.stat(path))) return;
  const parent = dirname(path);
  if (parent !== path) await ensureDirectory(fs, parent);
  await fs.mkdir(path);
  await sync(fs, parent);
}

/** Flushes the names of the folders that lead to `path`, as many levels up; folders that may not be opened are left out. */
export async function syncAncestors(fs: Fs, path: string, levels: number): Promise<void> {
  let folder = dirname(path);
  for (let level = 0; level < levels; level++, folder = dirname(folder)) {
    try {
      await sync(fs, folder);
    } catch (error) {
      if (errorCode(error) === 'EACCES' && level > 0) return;
      throw error;
    }
  }
}
