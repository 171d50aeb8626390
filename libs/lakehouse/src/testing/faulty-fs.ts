import { nodeFs } from '../stores/node-fs';
import type { Fs, FsFile } from '../stores/fs';

/** Called before every operation with its name, its path and its number from 1; what it throws, the operation throws. */
export type Intercept = (operation: string, path: string, n: number) => void;

/** The local file system with a hook before every operation. */
export function interceptedFs(intercept: Intercept, inner: Fs = nodeFs): Fs & { readonly operations: number } {
  let operations = 0;
  const before = (operation: string, path: string): void => intercept(operation, path, ++operations);
  const hooked = async <T>(operation: string, path: string, action: () => Promise<T>): Promise<T> => {
    before(operation, path);
    return action();
  };
  const file = (path: string, opened: FsFile): FsFile => ({
    write: (text) => hooked('write', path, () => opened.write(text)),
    sync: () => hooked('sync', path, () => opened.sync()),
    close: async () => {
      await opened.close();
      before('close', path);
    },
  });
  return {
    get operations() {
      return operations;
    },
    open: (path, mode) => hooked('open', path, async () => file(path, await inner.open(path, mode))),
    read: (path) => hooked('read', path, () => inner.read(path)),
    link: (from, to) => hooked('link', to, () => inner.link(from, to)),
    rename: (from, to) => hooked('rename', to, () => inner.rename(from, to)),
    readdir: (path) => hooked('readdir', path, () => inner.readdir(path)),
    stat: (path) => hooked('stat', path, () => inner.stat(path)),
    unlink: (path) => hooked('unlink', path, () => inner.unlink(path)),
    rmdir: (path) => hooked('rmdir', path, () => inner.rmdir(path)),
    mkdir: (path) => hooked('mkdir', path, () => inner.mkdir(path)),
  };
}

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: planted`), { code });
}
