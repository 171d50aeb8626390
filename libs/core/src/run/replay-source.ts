import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scan } from '../ports';
import type { OpenRow } from './replay-rows';

/** Rows of files with one header, written as a file of the same kind. */
export interface ReplaySource {
  path: string;
  /** Line at which each row begins, with the row's index in the whole list. */
  starts: { line: number; index: number }[];
}

/** Writes the rows into one file for each header, so that every value stays in its column. */
export async function writeReplaySources(
  folder: string,
  scan: Scan,
  rows: readonly OpenRow[],
): Promise<ReplaySource[]> {
  const headers = [...new Set(rows.map((row) => row.header))];
  return Promise.all(
    headers.map(async (header, number) => {
      const lines = header === undefined ? [] : [header];
      const source: ReplaySource = { path: join(folder, `rows-${number}.${scan.format}`), starts: [] };
      let line = header === undefined ? 1 : 1 + linesOf(header);
      rows.forEach((row, index) => {
        if (row.header !== header) return;
        source.starts.push({ line, index });
        lines.push(row.row);
        line += linesOf(row.row);
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

function linesOf(text: string): number {
  return text.split(/\r\n|\r|\n/).length;
}
