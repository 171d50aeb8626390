import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { openBytes } from '../lines';
import { unreadable } from '../source-files';
import { blocksOf } from './file-blocks';

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Whether DuckDB's reader of JSON would not see all of a file: it takes a byte order mark for white space in some of its
 * modes and for content in others, and a file of one byte for an empty one.
 */
export async function isOdd(path: string): Promise<boolean> {
  try {
    for await (const bytes of blocksOf(path)) {
      return bytes.length < BOM.length + 1 || bytes.subarray(0, BOM.length).equals(BOM);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  return false;
}

/** Writes a file without a byte order mark and with a line break at its end; its lines stay as they are. */
export async function plainCopy(path: string, to: string): Promise<void> {
  const plain = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let first = true;
    for await (const chunk of chunks) {
      yield first && chunk.subarray(0, BOM.length).equals(BOM) ? chunk.subarray(BOM.length) : chunk;
      first = false;
    }
    yield Buffer.from('\n');
  };
  await pipeline(openBytes(path), plain, createWriteStream(to, { flags: 'wx' }));
}
