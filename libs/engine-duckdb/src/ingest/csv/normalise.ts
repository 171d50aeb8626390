import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

import type { Dialect } from './dialect';
import type { CsvFile } from './header';
import { parseRecord, trimRecord, type Trim } from './record';
import { readRecords } from './records';

/** A line that was taken out of a file before the engine read it. */
export interface Refused {
  file: string;
  line: number;
  raw: string;
  reason: string;
}

/**
 * Writes a file that the engine reads the same way whatever is in it: lines end with \n, comments and lines
 * with broken quotes are blank, so that line numbers stay. The lines taken out for their quotes go to `refused`,
 * one JSON text a line. With `trim` values lose the white space around them.
 */
export async function normalise(
  file: CsvFile,
  dialect: Dialect,
  to: string,
  refused: string,
  undecodable: string | undefined,
  trim?: Trim,
): Promise<CsvFile> {
  const out = createWriteStream(to, { flags: 'wx', highWaterMark: 1 << 20 });
  const bad = createWriteStream(refused, { flags: 'a' });
  const quote = Buffer.from(dialect.quote);
  let at = 1;
  try {
    for await (const record of readRecords(file.path, dialect)) {
      if (record.line > at) await write(out, '\n'.repeat(record.line - at));
      const lines = lineBreaks(record.bytes) + 1;
      at = record.line + lines;
      const comment = dialect.comment !== '' && record.raw.startsWith(dialect.comment);
      const reason =
        comment || record.line <= file.skip
          ? undefined
          : faultOf(record.bytes, record.raw, dialect, quote, undecodable);
      if (reason)
        await write(
          bad,
          `${JSON.stringify({ file: file.source, line: record.line, raw: record.raw, reason } satisfies Refused)}\n`,
        );
      if (comment || reason) await write(out, '\n'.repeat(lines));
      else {
        await write(out, trim && record.line > file.skip ? trimRecord(record.raw, dialect, trim) : record.bytes);
        await write(out, '\n');
      }
    }
  } finally {
    out.end();
    bad.end();
    await Promise.all([finished(out), finished(bad)]);
  }
  return { ...file, path: to };
}

/** What `normalise` took out, in the order of the files. */
export async function* readRefused(path: string): AsyncGenerator<Refused> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity }))
    yield JSON.parse(line) as Refused;
}

function faultOf(
  bytes: Buffer,
  raw: string,
  dialect: Dialect,
  quote: Buffer,
  undecodable: string | undefined,
): string | undefined {
  if (undecodable !== undefined && raw.includes('\ufffd')) return `the bytes are not valid ${undecodable}`;
  if (quote.length === 0 || !bytes.includes(quote)) return undefined;
  return quoteFault(parseRecord(raw, dialect).fault);
}

/** A fault of quotes in plain words. */
export function quoteFault(fault: 'open' | 'text after quote' | undefined): string | undefined {
  if (fault === 'open') return 'a quote is opened and not closed';
  return fault && 'text follows a closing quote';
}

function lineBreaks(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

async function write(stream: Writable, data: string | Buffer): Promise<void> {
  if (stream.errored) throw stream.errored;
  if (!stream.write(data)) await once(stream, 'drain');
}
