import { open } from 'node:fs/promises';

import { openBytes } from '../lines';

const BLOCK = 1 << 20;

/**
 * The bytes of a file, unpacked where its name ends in .gz. A block is good until the next one is asked for: a plain
 * file is read into the same memory over and over, which leaves nothing to collect.
 */
export async function* blocksOf(path: string): AsyncGenerator<Buffer, void, void> {
  if (/\.gz$/i.test(path)) {
    for await (const chunk of openBytes(path)) yield chunk as Buffer;
    return;
  }
  const file = await open(path);
  try {
    const block = Buffer.allocUnsafe(BLOCK);
    for (;;) {
      const { bytesRead } = await file.read(block, 0, BLOCK, null);
      if (bytesRead === 0) return;
      yield block.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
