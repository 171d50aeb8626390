import { isUtf8 } from 'node:buffer';

import { unreadable } from '../source-files';
import { blocksOf } from './file-blocks';

/** A line that holds something. */
export interface RankedLine {
  /** Physical line, from 1. */
  number: number;
  /** Its text without the line break; bytes that are no UTF-8 are U+FFFD. */
  raw: string;
  /** Whether its bytes are UTF-8. */
  isText: boolean;
}

const LF = 10;

/**
 * Yields the lines of certain ranks: the `n`th line of a file, from 1, that holds more than white space. `wanted` says
 * which is the next one, always a later one. Returns how many lines with more than white space the file has.
 */
export async function* linesOfRank(path: string, wanted: () => number): AsyncGenerator<RankedLine, number, void> {
  let [rank, number, blank] = [0, 1, true];
  let parts: Buffer[] = [];
  const line = (end: Buffer): RankedLine => {
    const bytes = Buffer.concat([...parts, end]);
    return { number, raw: bytes.toString('utf8').replace(/\r$/, ''), isText: isUtf8(bytes) };
  };
  try {
    for await (const chunk of blocksOf(path)) {
      let start = 0;
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
        if (!(blank && isBlank(chunk, start, end)) && ++rank === wanted()) yield line(chunk.subarray(start, end));
        if (parts.length > 0) parts = [];
        blank = true;
        number += 1;
        start = end + 1;
      }
      blank &&= isBlank(chunk, start, chunk.length);
      if (start < chunk.length) parts.push(Buffer.from(chunk.subarray(start)));
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  if (!blank && ++rank === wanted()) yield line(Buffer.alloc(0));
  return rank;
}

/** White space as DuckDB's reader has it: a tab, line feed, vertical tab, form feed, carriage return or space. */
function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte !== 32 && (byte < 9 || byte > 13)) return false;
  }
  return true;
}
