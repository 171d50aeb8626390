import { sqlType, type CsvOptions, type Field, type Scan, type ScanFile } from '@mu-mesh/core';
import { text } from './text';

/** What a person would write to read these files: declared types, rows that do not fit left out. */
export function readSql(scan: Scan): string {
  switch (scan.format) {
    case 'parquet':
      return `SELECT * FROM read_parquet(${list(scan.files)})`;
    case 'json':
      return json(scan.files, scan.schema);
    case 'csv':
      return `SELECT * FROM read_csv(${list(scan.files)}, ${csv(scan.options)}${columns(scan.schema)})`;
  }
}

/**
 * With `ignore_errors` the JSON reader keeps every line: a value that is not of its type becomes NULL, and so does
 * each column of a line that is no JSON. Whoever wants neither reads texts and casts them.
 */
function json(files: readonly ScanFile[], schema: readonly Field[] | undefined): string {
  const from = `read_json(${list(files)}, format = 'newline_delimited', ignore_errors = true`;
  if (!schema) return `SELECT * FROM ${from})`;
  const values = schema.filter(({ type }) => typeof type === 'string' && type !== 'string');
  const casts = new Map(values.map(({ name, type }) => [name, `TRY_CAST(${name} AS ${sqlType(type)})`]));
  const read = schema.map((column) => (casts.has(column.name) ? { ...column, type: 'string' as const } : column));
  const fit = [...casts].map(([name, cast]) => `(${name} IS NULL OR ${cast} IS NOT NULL)`);
  const empty = schema.map(({ name }) => `${name} IS NULL`).join(' AND ');
  const items = schema.map(({ name }) => (casts.has(name) ? `${casts.get(name)} AS ${name}` : name));
  return `SELECT ${items.join(', ')} FROM ${from}${columns(read)}) WHERE ${[...fit, `NOT (${empty})`].join(' AND ')}`;
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
