import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';

import { openBytes } from '../lines';
import { unreadable } from '../source-files';
import type { Dialect } from './dialect';
import type { FieldTest } from './field-test';

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

/**
 * What a scan looks at besides the fields that have tests.
 * `tests`: nothing; `quotes`: bytes that are no text, quotes that may be broken, empty fields behind the last column;
 * `fields`: the number of fields too. At the last two, a record that is not found fits for sure or has too few fields, or
 * too many of which some are not empty; at `fields` it fits.
 */
export type Depth = 'tests' | 'quotes' | 'fields';

export const LF = 10;
export const CR = 13;
export const SPACE = 32;
/** Bytes of a record that the engine takes. */
export const LONGEST = 2_000_000;
const CHUNK = 1 << 20;
const MOST = LONGEST + CHUNK;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Walks the bytes of a UTF-8 file, one pass and no text made of a record that is not asked for. */
export abstract class ByteScan {
  /** Records behind the skipped lines that are not blank. */
  rows = 0;
  /** The file is not what this scan can walk: its findings count for nothing. */
  lost = false;
  /** Records that were walked from end to end for their quotes. */
  walked = 0;
  protected readonly sep: number;
  /** -1 where nothing is quoted. */
  protected readonly quote: number;
  private asked = 0;

  /**
   * `skip`: lines in front of the first record; `tests` by the field's index in the file; `ask`: the engine's numbers,
   * ascending, of records that are wanted whatever they hold.
   */
  constructor(
    dialect: Dialect,
    protected readonly skip: number,
    protected readonly tests: readonly (FieldTest | undefined)[],
    private readonly ask: ArrayLike<number> = [],
    protected readonly depth: Depth = 'tests',
  ) {
    this.sep = dialect.sep.charCodeAt(0);
    this.quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
  }

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

  /** Whether the record was asked for; called once for each, in order. */
  protected wanted(number: number): boolean {
    if (this.ask[this.asked] !== number) return false;
    this.asked += 1;
    return true;
  }

  /** Whether bytes that must be text may be none: those between two places, looked at as a whole. */
  protected mayBreak(bytes: Buffer, from: number, end: number): boolean {
    return this.depth !== 'tests' && !isUtf8(bytes.subarray(from, end));
  }
}

/** Whether a \r stands between two places that no \n follows. */
export function loneCr(bytes: Buffer, from: number, end: number): boolean {
  for (let at = bytes.indexOf(CR, from); at >= 0 && at < end; at = bytes.indexOf(CR, at + 1))
    if (bytes[at + 1] !== LF) return true;
  return false;
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
