import { isUtf8 } from 'node:buffer';

import { ByteScan, CR, LF, loneCr, LONGEST, SPACE, type FoundLine, type Look } from './byte-scan';
import { behindFitting, behindQuotedFitting } from './field-test';

/**
 * Looks at a file whose records are lines ending in \n or \r\n; a \r alone loses it. Cheaper by far than to parse the
 * file again. Without tests it counts lines.
 */
export class FieldScan extends ByteScan {
  private line = 0;
  /** The first quote that was not looked at. */
  private mark = 0;
  /** Fields with tests: the last, the last that is looked at from a line's beginning, and the first from its end; -1 without. */
  private readonly last = this.tests.findLastIndex((test) => test !== undefined);
  private readonly front = this.tests.findLastIndex((test, index) => test !== undefined && index < this.half);
  private readonly back = this.tests.findIndex((test, index) => test !== undefined && index >= this.half);

  protected look(bytes: Buffer, from: number, end: number): Look {
    const found: FoundLine[] = [];
    const { skip, last, depth, sep } = this;
    if (loneCr(bytes, from, end)) this.lost = true;
    const broken = this.mayBreak(bytes, from, end);
    this.mark = depth === 'tests' ? end : this.nextQuote(bytes, from);
    let at = from;
    while (at < end) {
      this.line += 1;
      const stop = bytes.indexOf(LF, at);
      const behind = stop > at && bytes[stop - 1] === CR ? stop - 1 : stop;
      const plain = this.mark >= stop;
      const quotesFit = plain || this.quotesFit(bytes, at, behind);
      if (this.line > skip && behind > at) {
        this.rows += 1;
        const wanted =
          this.wanted(this.line) ||
          !quotesFit ||
          (last >= 0 && !this.fits(bytes, at, behind)) ||
          ((depth === 'fields' || (depth === 'quotes' && bytes[behind - 1] === sep)) &&
            !this.hasAll(bytes, at, behind, plain)) ||
          (broken && !isUtf8(bytes.subarray(at, behind)));
        if (wanted) found.push({ number: this.line, line: this.line, bytes: Buffer.from(bytes.subarray(at, behind)) });
        if (depth !== 'tests' && behind - at > LONGEST) this.lost = true;
      }
      at = stop + 1;
    }
    return { found, used: end };
  }

  private get half(): number {
    return this.tests.length >> 1;
  }

  private nextQuote(bytes: Buffer, from: number): number {
    const { quote } = this;
    if (bytes[from + 1] === quote && quote >= 0 && bytes[from] !== quote) return from + 1;
    const at = quote < 0 ? -1 : bytes.indexOf(quote, from);
    return at < 0 ? bytes.length : at;
  }

  /**
   * Whether every quote of a line, from the marked one on, begins a field, ends it, is doubled inside, or stands amid a
   * field without any. Marks the first quote behind the line.
   */
  private quotesFit(bytes: Buffer, from: number, behind: number): boolean {
    const { sep } = this;
    let fits = true;
    while (this.mark < behind) {
      const before = this.mark === from ? sep : bytes[this.mark - 1];
      // Amid a field it is a character as any other.
      let at = this.mark + 1;
      if (before === SPACE && sep !== SPACE) fits = false;
      if (before === sep) {
        at = this.behindQuotes(bytes, at);
        if (at < 0 || (at < behind && bytes[at] !== sep)) fits = false;
      }
      this.mark = this.nextQuote(bytes, fits ? at : behind);
    }
    return fits;
  }

  /** The place behind the quote that closes; -1 where none does in this line. */
  private behindQuotes(bytes: Buffer, from: number): number {
    const { quote } = this;
    for (let at = from; ; at++) {
      while (bytes[at] !== quote && bytes[at] !== LF) at += 1;
      if (bytes[at] === LF) return -1;
      at += 1;
      if (bytes[at] !== quote) return at;
    }
  }

  /** Whether a line whose quotes fit has as many fields as the file has columns. */
  private hasAll(bytes: Buffer, from: number, behind: number, plain: boolean): boolean {
    return (
      (plain ? this.separators(bytes, from, behind) : this.separatorsOutside(bytes, from, behind)) ===
      this.tests.length - 1
    );
  }

  private separators(bytes: Buffer, from: number, behind: number): number {
    const { sep } = this;
    let count = 0;
    // Without a branch, which would be mispredicted at every separator.
    for (let at = from; at < behind; at++) count += (((bytes[at] ?? 0) ^ sep) - 1) >>> 31;
    return count;
  }

  private separatorsOutside(bytes: Buffer, from: number, behind: number): number {
    const { sep, quote } = this;
    let count = 0;
    let at = from;
    while (at >= 0 && at < behind) {
      const opens = bytes[at] === quote && (at === from || bytes[at - 1] === sep);
      if (bytes[at] === sep) count += 1;
      at = opens ? this.behindQuotes(bytes, at + 1) : at + 1;
    }
    return count;
  }

  /** Whether every field that has a test fits for sure. A line with too few fields is the reader's to refuse, where it is asked. */
  private fits(bytes: Buffer, from: number, behind: number): boolean {
    const { last, front, back } = this;
    if (front >= 0 && !this.fitsUpTo(bytes, from, front)) return false;
    if (back < 0) return true;
    const fits = this.fitsFrom(back, bytes, from, behind);
    if (fits !== undefined) return fits;
    this.walked += 1;
    return this.fitsUpTo(bytes, from, last);
  }

  private fitsUpTo(bytes: Buffer, from: number, last: number): boolean {
    const { sep, quote, tests } = this;
    let at = from;
    for (let index = 0; index <= last; index++) {
      const test = tests[index];
      if (test) {
        at = behindQuotedFitting(bytes, at, test, sep, quote);
        if (at < 0) return false;
      } else if (bytes[at] === quote) {
        at = this.behindQuotes(bytes, at + 1);
        if (at < 0) return this.depth === 'tests';
      }
      if (index === last) return true;
      while (bytes[at] !== sep && bytes[at] !== LF) at += 1;
      if (bytes[at] === LF) return this.depth === 'tests';
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
      if (at === from) return this.depth === 'tests' || index === 0;
      end = at - 1;
    }
    return true;
  }
}
