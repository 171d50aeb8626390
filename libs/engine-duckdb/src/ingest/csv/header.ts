import { MeshError, type CsvOptions } from '@mu-mesh/core';

import type { Dialect } from './dialect';
import { parseRecord } from './record';
import { readRecords } from './records';

/** One file, ready to be read: what stands in front of its rows, and its columns in the order of the file. */
export interface CsvFile {
  /** The file that the user knows. */
  source: string;
  /** The file that is read: the source, or its decoded form; same lines. */
  path: string;
  /** Lines in front of the first row. */
  skip: number;
  names: string[];
}

/** Bytes in which a header is found: more are not read where they hold it. */
const HEAD = 16_384;

/** Reads the first record of a file; undefined for a file without any. */
export async function readHead(
  source: string,
  path: string,
  dialect: Dialect,
  options: CsvOptions,
): Promise<CsvFile | undefined> {
  for await (const record of readRecords(path, dialect, HEAD)) {
    if (dialect.comment !== '' && record.raw.startsWith(dialect.comment)) continue;
    const { fields, fault } = parseRecord(record.raw, dialect);
    if (!options.header) return { source, path, skip: 0, names: fields.map((_, index) => `_c${index}`) };
    if (fault) {
      throw new MeshError('DATA_INVALID', `${source}:${record.line}: the header has a quote that is not closed.`, {
        hint: 'Correct the first line, or set "header" to false.',
      });
    }
    const nul = fields.findIndex((name) => name?.includes('\0'));
    if (nul >= 0) {
      throw new MeshError(
        'DATA_INVALID',
        `${source}:${record.line}: the name of column ${nul + 1} in the header has a NUL character.`,
        {
          hint: 'Correct the first line; a file full of NUL characters is often one in UTF-16: say so with "encoding".',
        },
      );
    }
    return { source, path, skip: record.line + record.raw.split('\n').length - 1, names: headerNames(fields, options) };
  }
  return undefined;
}

/** Spark's names: an empty one becomes `_c<index>`, one that occurs again gets its index. */
function headerNames(fields: readonly (string | null)[], options: CsvOptions): string[] {
  const names = fields.map((value) => {
    let name = value ?? '';
    if (options.ignoreLeadingWhiteSpace) name = name.trimStart();
    if (options.ignoreTrailingWhiteSpace) name = name.trimEnd();
    return name;
  });
  const folded = names.map((name) => name.toLowerCase());
  return names.map((name, index) => {
    if (name === '' || name === options.nullValue) return `_c${index}`;
    const twice = folded.indexOf(folded[index] ?? '') !== folded.lastIndexOf(folded[index] ?? '');
    return twice ? `${name}${index}` : name;
  });
}

/** Throws where a file's columns are not the wanted ones; their order may differ with a header. */
export function checkHeader(file: CsvFile, wanted: readonly string[], origin: string): void {
  const missing = wanted.filter((name) => !file.names.includes(name));
  const extra = file.names.filter((name) => !wanted.includes(name));
  if (missing.length === 0 && extra.length === 0) return;
  const parts = [
    missing.length > 0 ? `lacks ${list(missing)}` : '',
    extra.length > 0 ? `has ${list(extra)} besides` : '',
  ].filter((part) => part !== '');
  const near = missing.filter((name) => extra.some((other) => other.toLowerCase() === name.toLowerCase()));
  throw new MeshError('DATA_INVALID', `${file.source}: its header ${parts.join(' and ')}; ${origin} ${list(wanted)}.`, {
    hint:
      near.length > 0
        ? `Names are case-sensitive: write ${list(near)} the same way in both.`
        : 'Give files of one shape to one command, or set "header" to false where the first line is no header.',
  });
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
