import { ByteScan, CR, LF, type FoundLine, type Look } from './byte-scan';
import type { Dialect } from './dialect';
import { behindFitting, type FieldTest } from './field-test';

const SPACE = 32;

/** Looks at a file whose records may have line breaks inside quotes; lines end in \n or \r\n, quotes are doubled. */
export class RecordScan extends ByteScan {
  private number = 0;
  /** Line breaks inside the records so far. */
  private folded = 0;
  private asked = 0;
  private readonly sep: number;
  private readonly quote: number;
  /** Of the record at hand: whether a field may not fit, and its line breaks. */
  private doubtful = false;
  private breaks = 0;

  /** `tests` by the field's index in the file; `ask`: the engine's numbers, ascending, of records wanted in any case. */
  constructor(
    dialect: Dialect,
    private readonly skip: number,
    private readonly tests: readonly (FieldTest | undefined)[],
    private readonly ask: ArrayLike<number>,
  ) {
    super();
    this.sep = dialect.sep.charCodeAt(0);
    this.quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
  }

  protected look(bytes: Buffer, from: number, end: number): Look {
    const found: FoundLine[] = [];
    let at = from;
    while (at < end) {
      const blank = bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF);
      const behind = blank ? bytes.indexOf(LF, at) + 1 : this.record(bytes, at, end);
      if (behind < 0) break;
      this.number += 1;
      const line = this.number + this.folded;
      if (!blank) this.folded += this.breaks;
      if (line > this.skip && !blank) {
        this.rows += 1;
        const wanted = this.ask[this.asked] === this.number;
        if (wanted) this.asked += 1;
        if (wanted || this.doubtful) found.push({ number: this.number, line, bytes: textOf(bytes, at, behind) });
      }
      at = behind;
    }
    return { found, used: at };
  }

  /** The place behind a record's line end; -1 where the buffer ends in it, or where the scan is lost. */
  private record(bytes: Buffer, from: number, end: number): number {
    const { sep, quote, tests } = this;
    this.doubtful = false;
    this.breaks = 0;
    let at = from;
    for (let index = 0; ; index++) {
      const test = tests[index];
      let start = at;
      while (bytes[start] === SPACE && sep !== SPACE) start += 1;
      if (bytes[start] === quote) {
        if (test) this.doubtful = true;
        at = this.behindQuotes(bytes, start + 1, end);
        if (at < 0) return -1;
      } else if (test) {
        const behind = behindFitting(bytes, at, test, sep);
        if (behind < 0) this.doubtful = true;
        else at = behind;
      }
      while (bytes[at] !== sep && bytes[at] !== LF) at += 1;
      at += 1;
      if (bytes[at - 1] === LF) return at;
    }
  }

  private behindQuotes(bytes: Buffer, from: number, end: number): number {
    const { quote } = this;
    for (let at = from; at < end; at++) {
      const byte = bytes[at];
      if (byte === LF) this.breaks += 1;
      // It is a line end of its own, which moves all line numbers behind.
      else if (byte === CR && bytes[at + 1] !== LF) this.lost = true;
      else if (byte === quote) {
        if (bytes[at + 1] !== quote) return at + 1;
        at += 1;
      }
    }
    return -1;
  }
}

/** A record without its line end, the line breaks inside as \n. */
function textOf(bytes: Buffer, from: number, behind: number): Buffer {
  const end = behind - 1 > from && bytes[behind - 2] === CR ? behind - 2 : behind - 1;
  const text = bytes.subarray(from, end);
  return text.includes('\r\n')
    ? Buffer.from(text.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    : Buffer.from(text);
}
