import { access, constants, stat } from 'node:fs/promises';

import { MeshError, type ScanFile } from '@mu-mesh/core';

/** Throws SOURCE_MISSING or SOURCE_UNREADABLE for the first that is no regular file or cannot be read. */
export async function checkFiles(files: readonly ScanFile[]): Promise<void> {
  for (const { path } of files) {
    const stats = await stat(path).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    if (stats.isDirectory()) {
      throw new MeshError('SOURCE_UNREADABLE', `${path} is a folder, not a file.`, {
        hint: 'Name the files in it, for example with a pattern such as *.csv.',
      });
    }
    if (!stats.isFile()) {
      throw new MeshError('SOURCE_UNREADABLE', `${path} is no regular file: pipes, sockets and devices are not read.`, {
        hint: 'Copy its content into a file first.',
      });
    }
    await access(path, constants.R_OK).catch((error: unknown) => {
      throw unreadable(path, error);
    });
  }
}

/** The MeshError of a file that could not be opened or read. */
export function unreadable(path: string, error: unknown): MeshError {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new MeshError('SOURCE_MISSING', `${path} does not exist.`, { cause: error });
  return new MeshError('SOURCE_UNREADABLE', `${path} cannot be read: ${String(message ?? error)}`, { cause: error });
}
