import { isUtf8 } from 'node:buffer';

import { ByteScan, CR, LF, loneCr, LONGEST, SPACE, type FoundLine, type Look } from './byte-scan';
import { behindFitting, behindQuotedFitting } from './field-test';

/** Looks at a file whose records may have line breaks inside quotes; lines end in \n or \r\n, quotes are doubled. */
export class RecordScan extends ByteScan {
  private number = 0;
  /** Line breaks inside the records so far. */
  private folded = 0;
  /** Of the record at hand: whether a field may not fit, and its line breaks. */
  private doubtful = false;
  private breaks = 0;

  protected look(bytes: Buffer, from: number, end: number): Look {
    const found: FoundLine[] = [];
    if (this.depth !== 'tests' && loneCr(bytes, from, end)) this.lost = true;
    const broken = this.mayBreak(bytes, from, end);
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
        const wanted = this.wanted(this.number) || this.doubtful || (broken && !isUtf8(bytes.subarray(at, behind)));
        if (wanted) found.push({ number: this.number, line, bytes: textOf(bytes, at, behind) });
        if (this.depth !== 'tests' && behind - at > LONGEST) this.lost = true;
      }
      at = behind;
    }
    return { found, used: at };
  }

  /** The place behind a record's line end; -1 where the buffer ends in it, or where the scan is lost. */
  private record(bytes: Buffer, from: number, end: number): number {
    const { sep, quote, tests } = this;
    const quotes = this.depth !== 'tests';
    this.doubtful = false;
    this.breaks = 0;
    let at = from;
    for (let index = 0; ; index++) {
      const test = tests[index];
      let start = at;
      while (bytes[start] === SPACE && sep !== SPACE) start += 1;
      if (bytes[start] === quote) {
        const fits = !test || (start === at && behindQuotedFitting(bytes, at, test, sep, quote) >= 0);
        if (!fits) this.doubtful = true;
        at = this.behindQuotes(bytes, start + 1, end);
        if (at < 0) return -1;
        if (quotes && !this.endsField(bytes[at])) this.doubtful = true;
      } else if (test) {
        const behind = behindFitting(bytes, at, test, sep);
        if (behind < 0) this.doubtful = true;
        else at = behind;
      }
      while (bytes[at] !== sep && bytes[at] !== LF) at += 1;
      at += 1;
      if (bytes[at - 1] !== LF) continue;
      if (this.depth === 'fields' && index + 1 !== tests.length) this.doubtful = true;
      return at;
    }
  }

  private endsField(byte: number | undefined): boolean {
    return byte === this.sep || byte === LF || byte === CR;
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
