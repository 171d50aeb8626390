/** What the lakehouse asks of a file system, one call an operation, so that a test can fail each of them. */
export interface Fs {
  /** `create` makes a new file and fails with EEXIST; `read` also opens folders. */
  open(path: string, mode: 'create' | 'read'): Promise<FsFile>;
  read(path: string): Promise<string>;
  /** A second name for a file; fails with EEXIST and never replaces. */
  link(from: string, to: string): Promise<void>;
  /** Replaces `to`. */
  rename(from: string, to: string): Promise<void>;
  readdir(path: string): Promise<FsEntry[]>;
  stat(path: string): Promise<FsStat>;
  unlink(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  /** Makes the parents too; no error where it exists. */
  mkdir(path: string): Promise<void>;
}

export interface FsFile {
  write(text: string): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FsEntry {
  name: string;
  directory: boolean;
}

export interface FsStat {
  size: number;
  /** Milliseconds since the epoch. */
  mtime: number;
}

/** The `code` of a system error. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** `value()`, or undefined where the file is not there. */
export async function unlessMissing<T>(value: Promise<T>): Promise<T | undefined> {
  try {
    return await value;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
