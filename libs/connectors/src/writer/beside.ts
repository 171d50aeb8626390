import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ExportedFile } from '@mu-mesh/core';
import { attempt } from '../files/file-error';

const TEMPORARY = /^\.(.+)\.[0-9a-f]{12}\.mesh-tmp$/;
/** A temporary file older than this was left by a process that died: a day, in milliseconds. */
const ABANDONED = 24 * 60 * 60 * 1000;

/**
 * Has a new file written under a temporary name in `folder` (made where missing), synced, and given to `publish`,
 * which renames it. Whatever fails, the temporary file is gone and what was there before is untouched.
 */
export async function beside(
  folder: string,
  name: string,
  write: (path: string) => Promise<{ rows: number; bytes: number }>,
  publish: (temporary: string) => Promise<string>,
): Promise<ExportedFile> {
  await attempt('made', folder, () => mkdir(folder, { recursive: true }));
  await removeAbandoned(folder, name);
  const temporary = join(folder, `.${name}.${randomBytes(6).toString('hex')}.mesh-tmp`);
  try {
    const { rows } = await write(temporary);
    await sync(temporary);
    const { size } = await attempt('read', temporary, () => stat(temporary));
    const path = await publish(temporary);
    await sync(folder);
    return { path, rows, bytes: size };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Makes a file's content, or a folder's entries, survive a power cut. */
export async function sync(path: string): Promise<void> {
  await attempt('synced', path, async () => {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

async function removeAbandoned(folder: string, name: string): Promise<void> {
  for (const entry of await attempt('read', folder, () => readdir(folder))) {
    if (TEMPORARY.exec(entry)?.[1] !== basename(name)) continue;
    const path = join(folder, entry);
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > ABANDONED) await rm(path, { force: true });
  }
}
