import { openBytes } from '../lines';
import { unreadable } from '../source-files';
import type { Dialect } from './dialect';

const LF = 10;
const CR = 13;
const SPACE = 32;
/** Bytes before a quote that are looked at: a separator, spaces, escapes. */
const BEHIND = 256;

/**
 * Whether a file ends inside quotes: DuckDB's reader, when it reads in one thread, then drops the last rows without
 * a word (and in several threads it loses its way in line breaks inside quotes).
 */
export async function endsInQuotes(path: string, dialect: Dialect): Promise<boolean> {
  if (dialect.quote === '') return false;
  const walk = new QuoteWalk(dialect);
  try {
    for await (const chunk of openBytes(path)) walk.push(chunk as Buffer, false);
  } catch (error) {
    throw unreadable(path, error);
  }
  walk.push(Buffer.alloc(0), true);
  return walk.inside;
}

/** Whether white space may stand at the beginning or the end of a quoted value; rather yes than no. */
export async function spacesInQuotes(path: string, { quote, sep }: Dialect): Promise<boolean> {
  if (quote === '') return false;
  const [mark, between] = [quote, Buffer.from(sep).toString('latin1')].map((text) =>
    text.replaceAll(/[^\w\s]/g, '\\$&'),
  );
  const beside = new RegExp(`(?:${between}|\\s|\xbf)${mark}[ \\t]|[ \\t]${mark}(?:${between}|\\s)`);
  let last: Buffer = Buffer.from('\n');
  try {
    for await (const chunk of openBytes(path)) {
      const bytes = Buffer.concat([last, chunk as Buffer]);
      if (beside.test(bytes.toString('latin1'))) return true;
      last = bytes.subarray(-BEHIND);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  return beside.test(`${last.toString('latin1')}\n`);
}

class QuoteWalk {
  inside = false;
  private readonly quote: number;
  private readonly escape: number;
  private readonly sep: Buffer;
  private buffer = Buffer.alloc(0);
  private at = 0;
  private atStart = true;

  constructor({ quote, escape, sep }: Dialect) {
    this.quote = quote.charCodeAt(0);
    this.escape = escape.charCodeAt(0);
    this.sep = Buffer.from(sep);
  }

  push(chunk: Buffer, last: boolean): void {
    const keep = Math.max(0, Math.min(this.at, this.buffer.length) - BEHIND);
    if (keep > 0) this.atStart = false;
    this.buffer = Buffer.concat([this.buffer.subarray(keep), chunk]);
    this.at -= keep;
    for (;;) {
      const found = this.buffer.indexOf(this.quote, this.at);
      if (found < 0) {
        this.at = this.buffer.length;
        return;
      }
      if (found === this.buffer.length - 1 && !last) {
        this.at = found;
        return;
      }
      this.at = this.inside ? this.closing(found) : this.opening(found);
    }
  }

  private opening(found: number): number {
    let before = found - 1;
    while (before >= 0 && this.buffer[before] === SPACE) before -= 1;
    const byte = this.buffer[before];
    const starts =
      (before < 0 && this.atStart) ||
      byte === LF ||
      byte === CR ||
      this.buffer.subarray(before + 1 - this.sep.length, before + 1).equals(this.sep);
    const bom = this.atStart && before === 2 && byte === 0xbf;
    this.inside = starts || bom;
    return found + 1;
  }

  private closing(found: number): number {
    if (this.escape === this.quote) {
      if (this.buffer[found + 1] === this.quote) return found + 2;
    } else {
      let escapes = 0;
      while (this.buffer[found - 1 - escapes] === this.escape) escapes += 1;
      if (escapes % 2 === 1) return found + 1;
    }
    this.inside = false;
    return found + 1;
  }
}
