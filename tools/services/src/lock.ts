import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const POLL_MS = 100;
const PATIENCE_MS = 600_000;

/**
 * Runs `work` while holding a lock file that processes of this machine share; waits for another holder, and takes over
 * from one that is dead. Throws what `work` throws, after giving the lock back, and where another holds it for longer
 * than `patience` milliseconds (ten minutes).
 */
export function withLock<T>(file: string, work: () => T, patience = PATIENCE_MS): T {
  const end = Date.now() + patience;
  while (!taken(file)) {
    if (Date.now() > end)
      throw new Error(`${file} is held by another process. Where none works on it, delete the file.`);
    sleep(POLL_MS);
  }
  try {
    return work();
  } finally {
    rmSync(file, { force: true });
  }
}

function taken(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (isLeftOver(file)) rmSync(file, { force: true });
    return false;
  }
}

/** A lock without a number in it is just being written. */
function isLeftOver(file: string): boolean {
  try {
    const holder = Number(readFileSync(file, 'utf8') || Number.NaN);
    if (Number.isInteger(holder)) process.kill(holder, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/** Not by `instanceof Error`: under Jest the file system's errors are of another realm. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
