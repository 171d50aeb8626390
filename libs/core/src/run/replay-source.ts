import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scan } from '../ports';

/** Rows of files with one header, written as a file of the same kind. */
export interface ReplaySource {
  path: string;
  /** Index of the header; undefined where the files had none. */
  header: number | undefined;
  /** The line at which the first row begins. */
  firstLine: number;
}

/** Some rows, each with the index of its header (a number as text, or null) and its text. */
type Rows = readonly (readonly (string | null)[])[];

/**
 * Writes the rows into one file for each header, so that every value stays in its column. Rows come some at a time and are
 * not kept.
 */
export async function writeReplaySources(
  folder: string,
  format: Scan['format'],
  headers: readonly string[],
  pages: AsyncIterable<Rows>,
): Promise<ReplaySource[]> {
  const sources = new Map<string | null, ReplaySource>();
  for await (const rows of pages) {
    const texts = new Map<string | null, string[]>();
    for (const [header = null, row] of rows) {
      const own = texts.get(header) ?? [];
      own.push(row ?? '');
      texts.set(header, own);
    }
    for (const [header, lines] of texts) {
      const source = sources.get(header) ?? (await newSource(folder, format, header, headers, sources.size));
      sources.set(header, source);
      await appendFile(source.path, `${lines.join('\n')}\n`);
    }
  }
  return [...sources.values()];
}

async function newSource(
  folder: string,
  format: Scan['format'],
  header: string | null,
  headers: readonly string[],
  number: number,
): Promise<ReplaySource> {
  const path = join(folder, `rows-${number}.${format}`);
  const text = header === null ? undefined : headers[Number(header)];
  await writeFile(path, text === undefined ? '' : `${text}\n`);
  const firstLine = text === undefined ? 1 : 1 + text.split(LINE_END).length;
  return { path, header: header === null ? undefined : Number(header), firstLine };
}

const LINE_END = /\r\n|\r|\n/;
