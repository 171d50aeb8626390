import { openBytes } from '../lines';
import { unreadable } from '../source-files';

/** A record whose fields may not fit, or whose number was asked for. */
export interface FoundLine {
  /** The number that the engine gives it: a record with line breaks inside counts one. */
  number: number;
  /** Physical line on which it begins, from 1. */
  line: number;
  bytes: Buffer;
}

/** What one look at a buffer found, and how many of its bytes are done with. */
export interface Look {
  found: FoundLine[];
  used: number;
}

export const LF = 10;
export const CR = 13;
const CHUNK = 1 << 20;
/** The longest record that the engine takes, and a chunk. */
const MOST = 2_000_000 + CHUNK;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Walks the bytes of a UTF-8 file, one pass and no text made of a record that is not asked for. */
export abstract class ByteScan {
  /** Records behind the skipped lines that are not blank. */
  rows = 0;
  /** The file is not what this scan can walk: its findings count for nothing. */
  lost = false;

  /** Ends early where the scan is lost. */
  async *find(path: string): AsyncGenerator<FoundLine[]> {
    let buffer: Buffer = Buffer.allocUnsafe(2 * CHUNK);
    let held = 0;
    let from = -1;
    try {
      for await (const chunk of openBytes(path)) {
        const bytes = chunk as Buffer;
        if (held + bytes.length > buffer.length)
          buffer = Buffer.concat([buffer.subarray(0, held)], 2 * (held + bytes.length));
        bytes.copy(buffer, held);
        const filled = held + bytes.length;
        if (from < 0 && filled < BOM.length) {
          held = filled;
          continue;
        }
        if (from < 0) from = buffer.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0;
        const { found, used } = this.look(buffer, from, buffer.lastIndexOf(LF, filled - 1) + 1);
        from = 0;
        yield found;
        buffer.copyWithin(0, used, filled);
        held = filled - used;
        if (held > MOST) this.lost = true;
        if (this.lost) return;
      }
    } catch (error) {
      throw unreadable(path, error);
    }
    if (held === 0) return;
    const { found, used } = this.look(Buffer.concat([buffer.subarray(0, held), Buffer.from([LF])]), 0, held + 1);
    if (used <= held) this.lost = true;
    yield found;
  }

  /** Looks at the records between two places; behind the second, which follows an LF, nothing is known. */
  protected abstract look(bytes: Buffer, from: number, end: number): Look;
}
