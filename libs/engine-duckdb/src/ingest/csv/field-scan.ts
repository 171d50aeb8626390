import { openBytes } from '../lines';
import { unreadable } from '../source-files';
import type { Dialect } from './dialect';

/** How a field is looked at, byte by byte: what it takes for sure fits the type. */
export type FieldTest = { kind: 'whole'; digits: number } | { kind: 'boolean' };

/** A line whose fields may not fit, or whose number was asked for. */
export interface FoundLine {
  number: number;
  bytes: Buffer;
}

const CHUNK = 1 << 20;
const LF = 10;
const CR = 13;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const WORDS = ['true', 'false'];

/**
 * Walks the bytes of a UTF-8 file whose records are lines ending in \n or \r\n, one pass and no text made of a line
 * that is not asked for. Cheaper by far than to parse the file again.
 */
export class FieldScan {
  /** Lines behind the skipped ones that are not blank. */
  rows = 0;
  private line = 0;
  private asked = 0;
  private readonly last: number;
  private readonly sep: number;
  private readonly quote: number;

  /** `tests` by the field's index in the file; `ask`: line numbers, ascending, that are wanted whatever they hold. */
  constructor(
    dialect: Dialect,
    private readonly skip: number,
    private readonly tests: readonly (FieldTest | undefined)[],
    private readonly ask: ArrayLike<number>,
  ) {
    this.sep = dialect.sep.charCodeAt(0);
    this.quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
    this.last = tests.findLastIndex((test) => test !== undefined);
  }

  async *find(path: string): AsyncGenerator<FoundLine[]> {
    let buffer: Buffer = Buffer.allocUnsafe(2 * CHUNK);
    let held = 0;
    try {
      for await (const chunk of openBytes(path)) {
        const bytes = chunk as Buffer;
        if (held + bytes.length > buffer.length)
          buffer = Buffer.concat([buffer.subarray(0, held)], 2 * (held + bytes.length));
        bytes.copy(buffer, held);
        const filled = held + bytes.length;
        const end = buffer.lastIndexOf(LF, filled - 1) + 1;
        yield this.lines(buffer, end);
        buffer.copyWithin(0, end, filled);
        held = filled - end;
      }
    } catch (error) {
      throw unreadable(path, error);
    }
    if (held > 0) yield this.lines(Buffer.concat([buffer.subarray(0, held), Buffer.from([LF])]), held + 1);
  }

  private lines(bytes: Buffer, end: number): FoundLine[] {
    const found: FoundLine[] = [];
    let at = this.line === 0 && bytes.subarray(0, 3).equals(BOM) ? 3 : 0;
    while (at < end) {
      this.line += 1;
      const start = at;
      const blank = bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF);
      let wanted = false;
      if (this.line > this.skip && !blank) {
        this.rows += 1;
        if (this.ask[this.asked] === this.line) {
          wanted = true;
          this.asked += 1;
        } else {
          at = this.fields(bytes, at);
          wanted = at < 0;
          if (wanted) at = start;
        }
      }
      const stop = bytes.indexOf(LF, at);
      if (wanted)
        found.push({
          number: this.line,
          bytes: Buffer.from(bytes.subarray(start, stop > start && bytes[stop - 1] === CR ? stop - 1 : stop)),
        });
      at = stop + 1;
    }
    return found;
  }

  /** The place behind the last field that was looked at, or -1 where one may not fit. */
  private fields(bytes: Buffer, from: number): number {
    const { sep, quote, tests, last } = this;
    let at = from;
    for (let index = 0; ; index++) {
      const test = tests[index];
      if (bytes[at] === quote) {
        if (test) return -1;
        at += 1;
        for (;;) {
          while (bytes[at] !== quote && bytes[at] !== LF) at += 1;
          if (bytes[at] !== quote || bytes[at + 1] !== quote) break;
          at += 2;
        }
      } else if (test) {
        at = test.kind === 'whole' ? whole(bytes, at, test.digits) : word(bytes, at, sep);
        const byte = bytes[at];
        if (at < 0 || (byte !== sep && byte !== LF && byte !== CR)) return -1;
      }
      if (index === last) return at;
      while (bytes[at] !== sep && bytes[at] !== LF) at += 1;
      // A line with too few fields is the reader's to refuse.
      if (bytes[at] === LF) return at;
      at += 1;
    }
  }
}

function whole(bytes: Buffer, from: number, digits: number): number {
  let at = from;
  if (bytes[at] === 43 || bytes[at] === 45) at += 1;
  const start = at;
  for (let byte = bytes[at] ?? 0; byte >= 48 && byte <= 57; byte = bytes[at] ?? 0) at += 1;
  const count = at - start;
  return count > digits || (count === 0 && at !== from) ? -1 : at;
}

function word(bytes: Buffer, from: number, sep: number): number {
  let at = from;
  for (let byte = bytes[at]; byte !== sep && byte !== LF && byte !== CR; byte = bytes[at]) at += 1;
  return at === from || (at - from <= 5 && WORDS.includes(bytes.toString('latin1', from, at).toLowerCase())) ? at : -1;
}
