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
  }

  protected look(bytes: Buffer, from: number, end: number): Look {
    const found: FoundLine[] = [];
    for (let cr = bytes.indexOf(CR, from); cr >= 0 && cr < end; cr = bytes.indexOf(CR, cr + 1))
      if (bytes[cr + 1] !== LF) this.lost = true;
    let at = from;
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
          line: this.line,
          bytes: Buffer.from(bytes.subarray(start, stop > start && bytes[stop - 1] === CR ? stop - 1 : stop)),
        });
      at = stop + 1;
    }
    return { found, used: end };
  }

  /** The place behind the last field that was looked at, or -1 where one may not fit. */
  private fields(bytes: Buffer, from: number): number {
    const { sep, quote, tests, last } = this;
    let at = from;
    if (last < 0) return at;
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
        at = behindFitting(bytes, at, test, sep);
        if (at < 0) return -1;
      }
      if (index === last) return at;
      while (bytes[at] !== sep && bytes[at] !== LF) at += 1;
      // A line with too few fields is the reader's to refuse.
      if (bytes[at] === LF) return at;
      at += 1;
    }
  }
}
