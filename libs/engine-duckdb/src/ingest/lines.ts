import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { unreadable } from './source-files';

/** A physical line without its line break. */
export interface SourceLine {
  /** From 1. */
  number: number;
  bytes: Buffer;
}

const LF = 10;
const CR = 13;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** The bytes of a file, unpacked where its name ends in .gz; `chunk` of them at a time. */
export function openBytes(path: string, chunk = 1 << 20): Readable {
  const file = createReadStream(path, { highWaterMark: chunk });
  if (!path.toLowerCase().endsWith('.gz')) return file;
  const unpacked = createGunzip({ chunkSize: 1 << 20 });
  file.on('error', (error) => unpacked.destroy(error));
  unpacked.on('close', () => file.destroy());
  return file.pipe(unpacked);
}

/**
 * The lines of a UTF-8 file, some at a time, split at \n, \r\n and \r, or at \n alone; a byte order mark is left out.
 * `chunk`: bytes that are read at a time.
 */
export async function* readLines(
  path: string,
  end: 'any' | '\n' = 'any',
  chunk?: number,
): AsyncGenerator<SourceLine[]> {
  const splitter = new LineSplitter(end === 'any');
  try {
    for await (const bytes of openBytes(path, chunk)) yield splitter.push(bytes as Buffer);
  } catch (error) {
    throw unreadable(path, error);
  }
  yield splitter.end();
}

/** Cuts chunks of bytes into lines. */
export class LineSplitter {
  private readonly parts: Buffer[] = [];
  private number = 1;
  private afterCr = false;

  constructor(private readonly atCr: boolean) {}

  push(chunk: Buffer): SourceLine[] {
    const lines: SourceLine[] = [];
    let start = 0;
    if (this.afterCr && chunk.length > 0) {
      if (chunk[0] === LF) start = 1;
      this.afterCr = false;
    }
    let lf = chunk.indexOf(LF, start);
    let cr = this.atCr ? chunk.indexOf(CR, start) : -1;
    while (lf >= 0 || cr >= 0) {
      const end = lf < 0 ? cr : cr < 0 ? lf : Math.min(lf, cr);
      lines.push(this.take(chunk.subarray(start, end)));
      start = end + 1;
      if (chunk[end] === CR) {
        if (start === chunk.length) this.afterCr = true;
        else if (chunk[start] === LF) start += 1;
        cr = chunk.indexOf(CR, start);
      }
      if (lf >= 0 && lf < start) lf = chunk.indexOf(LF, start);
    }
    if (start < chunk.length) this.parts.push(chunk.subarray(start));
    return lines;
  }

  /** The last line, where it has no line break. */
  end(): SourceLine[] {
    return this.parts.length > 0 ? [this.take(Buffer.alloc(0))] : [];
  }

  private take(last: Buffer): SourceLine {
    let bytes = this.parts.length > 0 ? Buffer.concat([...this.parts, last]) : last;
    this.parts.length = 0;
    if (this.number === 1 && bytes.subarray(0, 3).equals(BOM)) bytes = bytes.subarray(3);
    return { number: this.number++, bytes };
  }
}
