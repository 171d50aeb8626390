import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { MeshError } from '@mu-mesh/core';
import { discard, sync, writeSynced } from './durable';
import { errorCode, unlessMissing, type Fs } from './fs';

/** Error codes of link(2) on file systems without hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/** Temporary files of a writer begin with this; `recover` removes those of dead writers. */
export const TEMPORARY = '.tmp-';

/** Publishing of whole files: a name appears with its full content or not at all, and is never replaced. */
export class Store {
  constructor(
    readonly fs: Fs,
    private readonly unsafe: boolean,
  ) {}

  /** Writes the content under a temporary name beside `path` and flushes it. Returns that name. */
  async prepare(path: string, text: string): Promise<string> {
    const temporary = join(dirname(path), `${TEMPORARY}${randomUUID()}`);
    await writeSynced(this.fs, temporary, text);
    return temporary;
  }

  /**
   * Gives a prepared file its name. Returns false where the name is taken.
   * Throws STORE_UNSUPPORTED where the file system has no hard links.
   */
  async claim(temporary: string, path: string): Promise<boolean> {
    if (process.platform === 'win32' && !this.unsafe) throw unsupported('Windows is not supported for writing tables');
    try {
      await this.fs.link(temporary, path);
      return true;
    } catch (error) {
      const code = errorCode(error) ?? '';
      if (code === 'EEXIST') return false;
      if (!NO_LINKS.has(code)) throw error;
      if (!this.unsafe) throw unsupported(`${dirname(path)} lies on a file system without hard links (${code})`);
      return this.claimUnsafely(temporary, path);
    }
  }

  /** Whole, durable, never replacing. Returns false where the name is taken. */
  async publish(path: string, text: string): Promise<boolean> {
    const temporary = await this.prepare(path, text);
    try {
      if (!(await this.claim(temporary, path))) return false;
      await sync(this.fs, dirname(path));
      return true;
    } finally {
      await discard(this.fs, temporary);
    }
  }

  /** Whole and durable; replaces what stands there. */
  async replace(path: string, text: string): Promise<void> {
    const temporary = await this.prepare(path, text);
    try {
      await this.fs.rename(temporary, path);
    } catch (error) {
      await discard(this.fs, temporary);
      throw error;
    }
    await sync(this.fs, dirname(path));
  }

  /** Between the look and the rename another writer may take the name: that is what `unsafe` accepts. */
  private async claimUnsafely(temporary: string, path: string): Promise<boolean> {
    if (await unlessMissing(this.fs.stat(path))) return false;
    await this.fs.rename(temporary, path);
    return true;
  }
}

function unsupported(message: string): MeshError {
  return new MeshError('STORE_UNSUPPORTED', message);
}
