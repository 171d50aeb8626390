import { ByteScan, CR, LF, type FoundLine, type Look } from './byte-scan';
import type { Dialect } from './dialect';
import { behindFitting, type FieldTest } from './field-test';

/**
 * Looks at a file whose records are lines ending in \n or \r\n; a \r alone loses it. Cheaper by far than to parse the
 * file again. Without tests it counts lines.
 */
export class FieldScan extends ByteScan {
  private line = 0;
  private asked = 0;
  private readonly last: number;
  /** Fields with tests: the last that is looked at from a line's beginning, and the first from its end; -1 without. */
  private readonly front: number;
  private readonly back: number;
  private readonly sep: number;
  private readonly quote: number;

  /** `tests` by the field's index in the file; `ask`: line numbers, ascending, that are wanted whatever they hold. */
  constructor(
    dialect: Dialect,
    private readonly skip: number,
    private readonly tests: readonly (FieldTest | undefined)[],
    private readonly ask: ArrayLike<number>,
  ) {
    super();
    this.sep = dialect.sep.charCodeAt(0);
    this.quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
    this.last = tests.findLastIndex((test) => test !== undefined);
    const half = tests.length >> 1;
    this.front = tests.findLastIndex((test, index) => test !== undefined && index < half);
    this.back = tests.findIndex((test, index) => test !== undefined && index >= half);
  }

  protected look(bytes: Buffer, from: number, end: number): Look {
    const found: FoundLine[] = [];
    for (let cr = bytes.indexOf(CR, from); cr >= 0 && cr < end; cr = bytes.indexOf(CR, cr + 1))
      if (bytes[cr + 1] !== LF) this.lost = true;
    let at = from;
    while (at < end) {
      this.line += 1;
      const stop = bytes.indexOf(LF, at);
      const behind = stop > at && bytes[stop - 1] === CR ? stop - 1 : stop;
      if (this.line > this.skip && behind > at) {
        this.rows += 1;
        const wanted = this.ask[this.asked] === this.line;
        if (wanted) this.asked += 1;
        if (wanted || (this.last >= 0 && !this.fits(bytes, at, behind)))
          found.push({ number: this.line, line: this.line, bytes: Buffer.from(bytes.subarray(at, behind)) });
      }
      at = stop + 1;
    }
    return { found, used: end };
  }

  /** Whether every field that has a test fits for sure. A line with too few fields is the reader's to refuse. */
  private fits(bytes: Buffer, from: number, behind: number): boolean {
    const { last, front, back } = this;
    if (front >= 0 && !this.fitsUpTo(bytes, from, front)) return false;
    if (back < 0) return true;
    return this.fitsFrom(back, bytes, from, behind) ?? this.fitsUpTo(bytes, from, last);
  }

  private fitsUpTo(bytes: Buffer, from: number, last: number): boolean {
    const { sep, quote, tests } = this;
    let at = from;
    for (let index = 0; index <= last; index++) {
      const test = tests[index];
      if (bytes[at] === quote) {
        if (test) return false;
        at += 1;
        for (;;) {
          while (bytes[at] !== quote && bytes[at] !== LF) at += 1;
          if (bytes[at] !== quote || bytes[at + 1] !== quote) break;
          at += 2;
        }
      } else if (test) {
        at = behindFitting(bytes, at, test, sep);
        if (at < 0) return false;
      }
      if (index === last) return true;
      while (bytes[at] !== sep && bytes[at] !== LF) at += 1;
      if (bytes[at] === LF) return true;
      at += 1;
    }
    return true;
  }

  /**
   * The same for the fields from one on, from the end of a line that has as many as there are `tests`; undefined where
   * one of them has a quote. Without any, they stand outside quotes.
   */
  private fitsFrom(first: number, bytes: Buffer, from: number, behind: number): boolean | undefined {
    const { sep, quote, tests } = this;
    let end = behind;
    for (let index = tests.length - 1; index >= first; index--) {
      let at = end;
      for (; at > from; at--) {
        const byte = bytes[at - 1];
        if (byte === sep) break;
        if (byte === quote) return undefined;
      }
      const test = tests[index];
      if (test && behindFitting(bytes, at, test, sep) !== end) return false;
      if (at === from) return true;
      end = at - 1;
    }
    return true;
  }
}
