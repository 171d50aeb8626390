import { createReadStream, existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Field } from '../model/schema';
import type { Scan } from '../ports';

/** An open row of the quarantine. */
export interface OpenRow {
  id: string;
  /** The source file that it came from. */
  file: string;
  /** The source's line or lines. */
  row: string;
}

/** Rows of one source file, written as a file of the same kind. */
export interface ReplaySource {
  path: string;
  /** Line at which each row begins, with the row's index in the whole list. */
  starts: { line: number; index: number }[];
}

/** Writes the rows into one file for each source file, so that the columns keep the order of that file's header. */
export async function writeReplaySources(folder: string, scan: Scan, schema: readonly Field[], rows: readonly OpenRow[]): Promise<ReplaySource[]> {
  const files = [...new Set(rows.map((row) => row.file))].sort();
  return Promise.all(
    files.map(async (file, number) => {
      const lines = scan.format === 'csv' && scan.options.header ? [(await headerOf(file)) ?? schemaHeader(schema, scan.options)] : [];
      const source: ReplaySource = { path: join(folder, `rows-${number}.${scan.format}`), starts: [] };
      let line = lines.length + 1;
      rows.forEach((row, index) => {
        if (row.file !== file) return;
        source.starts.push({ line, index });
        lines.push(row.row);
        line += row.row.split('\n').length;
      });
      await writeFile(source.path, `${lines.join('\n')}\n`);
      return source;
    }),
  );
}

/** Index of the row that stands at a line of a replay source; -1 where none does. */
export function rowAt(sources: readonly ReplaySource[], path: string, line: number): number {
  const starts = sources.find((source) => source.path === path)?.starts ?? [];
  return starts.findLast((start) => start.line <= line)?.index ?? -1;
}

async function headerOf(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  const input = createReadStream(file, 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) return line.replace(/^\uFEFF/, '');
    return undefined;
  } finally {
    input.destroy();
  }
}

/** The declared order, where the source file is not there any more. */
function schemaHeader(schema: readonly Field[], { quote, sep }: { quote: string; sep: string }): string {
  return schema.map(({ name }) => (quote === '' ? name : `${quote}${name.replaceAll(quote, quote + quote)}${quote}`)).join(sep);
}
