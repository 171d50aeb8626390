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

/** A column of ids that the rows get besides their own; with the separator of a CSV file. */
export interface IdColumn {
  name: string;
  sep: string;
}

/** Some rows, each with the index of its header (a number as text, or null), its text, and its id. */
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
  ids?: IdColumn,
): Promise<ReplaySource[]> {
  const sources = new Map<string | null, ReplaySource>();
  for await (const rows of pages) {
    const texts = new Map<string | null, string[]>();
    for (const [header = null, row, id] of rows) {
      const own = texts.get(header) ?? [];
      own.push(withId(format, row ?? '', id ?? '', ids));
      texts.set(header, own);
    }
    for (const [header, lines] of texts) {
      const source = sources.get(header) ?? (await newSource(folder, format, header, headers, sources.size, ids));
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
  ids: IdColumn | undefined,
): Promise<ReplaySource> {
  const path = join(folder, `rows-${number}.${format}`);
  const text = header === null ? undefined : headers[Number(header)];
  await writeFile(path, text === undefined ? '' : `${ids ? `${text}${ids.sep}${ids.name}` : text}\n`);
  const firstLine = text === undefined ? 1 : 1 + text.split(LINE_END).length;
  return { path, header: header === null ? undefined : Number(header), firstLine };
}

/** The id comes last in a line of CSV, so that every other value keeps its place; an object of JSON without members gets none. */
function withId(format: Scan['format'], row: string, id: string, ids: IdColumn | undefined): string {
  if (!ids) return row;
  if (format === 'csv') return `${row}${ids.sep}${id}`;
  return row.replace(/^\s*\{(?!\s*\})/, () => `{"${ids.name}":"${id}",`);
}

const LINE_END = /\r\n|\r|\n/;
