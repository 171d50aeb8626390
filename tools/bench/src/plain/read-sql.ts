import { sqlType, type CsvOptions, type Field, type Scan, type ScanFile } from '@mu-mesh/core';
import { text } from './text';

/** What a person would write to read these files: declared types, lines that do not fit left out. */
export function readSql(scan: Scan): string {
  switch (scan.format) {
    case 'parquet':
      return `SELECT * FROM read_parquet(${list(scan.files)})`;
    case 'json':
      return `SELECT * FROM read_json(${list(scan.files)}, format = 'newline_delimited', ignore_errors = true${columns(scan.schema)})`;
    case 'csv':
      return `SELECT * FROM read_csv(${list(scan.files)}, ${csv(scan.options)}${columns(scan.schema)})`;
  }
}

function csv(options: CsvOptions): string {
  const given = [
    `header = ${options.header}`,
    `delim = ${text(options.sep)}`,
    `quote = ${text(options.quote)}`,
    `escape = ${text(options.escape)}`,
  ];
  return [...given, `nullstr = ${text(options.nullValue)}`, 'ignore_errors = true'].join(', ');
}

/**
 * Without declared types DuckDB finds them itself. With them it looks at nothing: else it takes the line ends of the
 * first file for those of all, and drops a file with others whole.
 */
function columns(schema: readonly Field[] | undefined): string {
  if (!schema) return '';
  return `, auto_detect = false, columns = {${schema.map((column) => `${text(column.name)}: ${text(sqlType(column.type))}`).join(', ')}}`;
}

function list(files: readonly ScanFile[]): string {
  return `[${files.map((file) => text(file.path)).join(', ')}]`;
}
