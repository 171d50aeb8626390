import { closeSync, openSync, readSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { MeshError, type Relation, type Scan, type Scope } from '@mu-mesh/core';
import { wholeElements } from './json-head';

export type FileFormat = 'csv' | 'json' | 'parquet';

const FORMATS: Record<string, FileFormat> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.json': 'json',
  '.ndjson': 'json',
  '.jsonl': 'json',
  '.parquet': 'parquet',
};
/** Bytes of a text file that a preview reads. */
const HEAD = 4 << 20;

/** A file, or the files of a folder that have the first one's format. Throws SOURCE_MISSING, USAGE. */
export function previewFiles(path: string): { format: FileFormat; files: string[] } {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats)
    throw new MeshError('SOURCE_MISSING', `there is no file or folder ${path}`, {
      hint: 'Give a dataset address or the path of a Delta, Parquet, CSV or JSON table.',
    });
  const candidates = stats.isDirectory()
    ? readdirSync(path)
        .sort()
        .map((name) => join(path, name))
    : [path];
  const format = candidates.map(formatOf).find((known) => known !== undefined);
  if (format === undefined) {
    throw new MeshError('USAGE', `${path} is no Delta, Parquet, CSV or JSON table`, {
      hint: `Known endings: ${Object.keys(FORMATS).join(' ')}`,
    });
  }
  return { format, files: candidates.filter((file) => formatOf(file) === format) };
}

function formatOf(path: string): FileFormat | undefined {
  return FORMATS[extname(path).toLowerCase()];
}

/**
 * The rows of files: Parquet as it lies there, of text files the heads, copied into `temporary` where a file is longer than
 * a preview reads. `whole`: all rows of text files.
 */
export async function previewRows(
  scope: Scope,
  format: FileFormat,
  files: readonly string[],
  temporary: string,
  whole = false,
): Promise<Relation> {
  if (format === 'parquet') return scope.parquet(files);
  const { relation } = await scope.ingest(textScan(format, files, temporary, whole), {
    directory: join(temporary, 'rows'),
    partitionBy: [],
    quarantineFile: join(temporary, 'refused.parquet'),
    run: 'preview',
    rule: 'preview',
  });
  return relation;
}

function textScan(format: 'csv' | 'json', files: readonly string[], temporary: string, whole: boolean): Scan {
  const heads = files.map((path, index) => ({
    path,
    head: readHead(path),
    copy: join(temporary, `head-${index}${extname(path)}`),
  }));
  const first = heads[0]?.head.toString('utf8').replace(/^\ufeff/, '') ?? '';
  const multiLine = format === 'json' && isDocument(first);
  const scanned = heads.map(({ path, head, copy }) => ({ path: whole ? path : cut(path, head, copy, multiLine) }));
  if (format === 'json') return { kind: 'scan', format, files: scanned, badRows: 'PERMISSIVE', options: { multiLine } };
  return {
    kind: 'scan',
    format,
    files: scanned,
    badRows: 'PERMISSIVE',
    options: {
      header: true,
      inferSchema: false,
      sep: separator(first),
      quote: '"',
      escape: '"',
      nullValue: '',
      multiLine: true,
      ignoreLeadingWhiteSpace: false,
      ignoreTrailingWhiteSpace: false,
    },
  };
}

function readHead(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(HEAD);
    return buffer.subarray(0, readSync(file, buffer, 0, HEAD, 0));
  } finally {
    closeSync(file);
  }
}

/** The file itself where the head is all of it, else a copy of the head's whole lines, or of a document's elements. */
function cut(path: string, head: Buffer, copy: string, isJson: boolean): string {
  if (head.length < HEAD) return path;
  const end = head.lastIndexOf(0x0a);
  const rows = isJson ? wholeElements(head) : end < 0 ? undefined : head.subarray(0, end + 1);
  if (rows === undefined) return path;
  writeFileSync(copy, rows);
  return copy;
}

/** The separator that stands most often in the first line, outside quotes. */
function separator(text: string): string {
  const line = (text.split(/\r?\n/, 1)[0] ?? '').replace(/"[^"]*"/g, '');
  const found = [',', ';', '\t', '|'].map((sep) => ({ sep, amount: line.split(sep).length }));
  return found.reduce((best, candidate) => (candidate.amount > best.amount ? candidate : best)).sep;
}

/** One JSON document, as against one object a line. */
function isDocument(text: string): boolean {
  const trimmed = text.trimStart();
  if (trimmed.startsWith('[')) return true;
  const line = trimmed.split('\n', 1)[0] ?? '';
  try {
    JSON.parse(line);
    return false;
  } catch {
    return true;
  }
}
