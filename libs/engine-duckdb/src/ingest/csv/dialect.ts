import { MeshError, type CsvOptions } from '@mu-mesh/core';

/** The characters that give a CSV file its structure. */
export interface Dialect {
  sep: string;
  /** Empty: nothing is quoted. */
  quote: string;
  escape: string;
  comment: string;
  multiLine: boolean;
}

const LINE_ENDS = new Set(['\n', '\r', '\r\n']);

/** The dialect of Spark's options. Throws CONFIG_INVALID for what the engine cannot read. */
export function dialectOf(options: CsvOptions): Dialect {
  const { sep, quote, escape, comment = '', multiLine } = options;
  const bytes = Buffer.byteLength(sep);
  if (bytes < 1 || bytes > 4) throw invalid(`"sep" has ${bytes} bytes; 1 to 4 can be read.`);
  single('quote', quote);
  single('escape', escape);
  single('comment', comment);
  if (options.lineSep !== undefined && !LINE_ENDS.has(options.lineSep)) {
    throw invalid('"lineSep" can be "\\n", "\\r\\n" or "\\r"; all three are recognised without it.');
  }
  if (options.locale !== undefined && !/^en\b/i.test(options.locale)) {
    throw invalid(`"locale" ${options.locale} cannot be honoured: names of months and days are read in English only.`);
  }
  if (quote !== '' && sep.includes(quote)) throw invalid('"sep" and "quote" must differ.');
  return { sep, quote, escape: escape === '' ? quote : escape, comment, multiLine };
}

function single(key: string, value: string): void {
  if (Buffer.byteLength(value) > 1) throw invalid(`"${key}" must be one ASCII character.`);
}

function invalid(message: string): MeshError {
  return new MeshError('CONFIG_INVALID', message);
}
