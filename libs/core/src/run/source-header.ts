import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { CsvOptions, Scan, ScanFile } from '../ports';

/** A header longer than this is none. */
const MAX_BYTES = 1 << 20;

/** The first record of some files; without `files`, of every other file of that ingest. */
export interface SourceHeader {
  text: string;
  /** Absolute, as the rows of the quarantine name them. */
  files?: string[];
}

/**
 * The headers of the CSV files of a scan, the most common one last: with it a refused line can be read again when its
 * file is gone or has changed. Files whose encoding Node does not know are left out, and then no header is for all.
 */
export async function sourceHeaders(scan: Scan): Promise<SourceHeader[]> {
  if (scan.format !== 'csv' || !scan.options.header) return [];
  const byText = new Map<string, string[]>();
  let whole = true;
  for (const file of scan.files) {
    const text = await headerOf(file, scan.options);
    if (text === undefined) whole = false;
    else byText.set(text, [...(byText.get(text) ?? []), file.path]);
  }
  const headers = [...byText]
    .map(([text, files]): SourceHeader => ({ text, files }))
    .sort((a, b) => (a.files?.length ?? 0) - (b.files?.length ?? 0));
  const last = headers.pop();
  return last ? [...headers, whole ? { text: last.text } : last] : [];
}

async function headerOf({ path, encoding = 'utf-8' }: ScanFile, options: CsvOptions): Promise<string | undefined> {
  let text = '';
  let read = 0;
  const file = createReadStream(path);
  try {
    const decoder = new TextDecoder(encoding);
    for await (const chunk of path.toLowerCase().endsWith('.gz') ? file.pipe(createGunzip()) : file) {
      text += decoder.decode(chunk as Buffer, { stream: true });
      read += (chunk as Buffer).length;
      const header = firstRecord(text, options, false);
      if (header !== undefined || read > MAX_BYTES) return header;
    }
    return firstRecord(text + decoder.decode(), options, true);
  } catch {
    return undefined;
  } finally {
    file.destroy();
  }
}

/** The first record that is neither blank nor a comment, where it is complete; a quoted one may have several lines. */
function firstRecord(text: string, { quote, comment }: CsvOptions, ended: boolean): string | undefined {
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= text.length; at++) {
    const char = text[at];
    if (quote !== '' && char === quote) quoted = !quoted;
    const end = char === undefined ? ended : (char === '\n' || char === '\r') && !quoted;
    if (!end) continue;
    const record = text.slice(start, at);
    if (record !== '' && !(comment && record.startsWith(comment))) return record;
    start = at + 1;
    quoted = false;
  }
  return undefined;
}
