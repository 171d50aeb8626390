import { readdirSync, readFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import type { Fs, FsFile } from './fs';

/** The local file system. Logs are short: to read one takes a tenth of what waiting for the thread pool does. */
export const nodeFs: Fs = {
  open: async (path, mode) => fileOf(await fs.open(path, mode === 'create' ? 'wx' : 'r')),
  read: async (path) => readFileSync(path, 'utf8'),
  link: (from, to) => fs.link(from, to),
  rename: (from, to) => fs.rename(from, to),
  readdir: async (path) =>
    readdirSync(path, { withFileTypes: true }).map((e) => ({ name: e.name, directory: e.isDirectory() })),
  stat: async (path) => {
    const stat = await fs.stat(path);
    return { size: stat.size, mtime: stat.mtimeMs };
  },
  unlink: (path) => fs.unlink(path),
  rmdir: (path) => fs.rmdir(path),
  mkdir: async (path) => {
    await fs.mkdir(path, { recursive: true });
  },
};

function fileOf(handle: fs.FileHandle): FsFile {
  return {
    write: (text) => handle.writeFile(text, 'utf8'),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}
