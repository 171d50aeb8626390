import { open } from 'node:fs/promises';

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
    const source = await openSource(path);
    try {
      yield* this.looks(source, path);
    } finally {
      await source.close();
    }
  }

  private async *looks(source: Source, path: string): AsyncGenerator<FoundLine[]> {
    let buffer: Buffer = Buffer.allocUnsafe(2 * CHUNK);
    let held = 0;
    let first = true;
    for (;;) {
      if (buffer.length - held < CHUNK) buffer = Buffer.concat([buffer.subarray(0, held)], held + 2 * CHUNK);
      const read = await source.read(buffer, held).catch((error: unknown) => {
        throw unreadable(path, error);
      });
      if (read === 0) break;
      const filled = held + read;
      if (first && filled < BOM.length) {
        held = filled;
        continue;
      }
      const from = first && buffer.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0;
      first = false;
      const look = this.look(buffer, from, buffer.lastIndexOf(LF, filled - 1) + 1);
      const used = Math.max(from, look.used);
      yield look.found;
      buffer.copyWithin(0, used, filled);
      held = filled - used;
      if (held > MOST) this.lost = true;
      if (this.lost) return;
    }
    if (held === 0) return;
    const { found, used } = this.look(Buffer.concat([buffer.subarray(0, held), Buffer.from([LF])]), 0, held + 1);
    if (used <= held) this.lost = true;
    yield found;
  }

  /** Looks at the records between two places; behind the second, which follows an LF, nothing is known. */
  protected abstract look(bytes: Buffer, from: number, end: number): Look;
}

/** Bytes in order, into a buffer that is used again: a stream makes a new one for every chunk. */
interface Source {
  /** At most CHUNK bytes; 0 at the end. */
  read(into: Buffer, at: number): Promise<number>;
  close(): Promise<void>;
}

async function openSource(path: string): Promise<Source> {
  if (path.toLowerCase().endsWith('.gz')) return unpacked(path);
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  return {
    read: async (into, at) => (await file.read(into, at, CHUNK)).bytesRead,
    close: () => file.close(),
  };
}

function unpacked(path: string): Source {
  const stream = openBytes(path);
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return {
    read: async (into, at) => {
      const { done, value } = await chunks.next();
      return done ? 0 : value.copy(into, at);
    },
    close: async () => void stream.destroy(),
  };
}
