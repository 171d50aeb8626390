import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

import { openBytes } from '../lines';

const BLOCK = 1 << 18;

/** Blocks between two chances for others to run: 8 MiB, some milliseconds. */
const TURN = 32;

/**
 * The bytes of a file, unpacked where its name ends in .gz. A block is good until the next one is asked for: a plain
 * file is read into the same memory over and over. Read by other threads it would cost three times as much.
 */
export async function* blocksOf(path: string): AsyncGenerator<Buffer, void, void> {
  if (/\.gz$/i.test(path)) {
    for await (const chunk of openBytes(path)) yield chunk as Buffer;
    return;
  }
  const file = openSync(path, 'r');
  try {
    const block = Buffer.allocUnsafe(BLOCK);
    for (let blocks = 1; ; blocks += 1) {
      const bytes = readSync(file, block, 0, BLOCK, null);
      if (bytes === 0) return;
      yield block.subarray(0, bytes);
      if (blocks % TURN === 0) await setImmediate();
    }
  } finally {
    closeSync(file);
  }
}
