import { formatType, MeshError, type CsvOptions, type DataType, type Field } from '@mu-mesh/core';

import { identifier, literal, literalList } from '../../quote';
import { toSqlType } from '../../types';
import { toStrptime } from '../datetime-pattern';

/** How one column is read and checked. `value` and `fits` are SQL over the column as it was read. */
export interface ColumnPlan {
  field: Field;
  /** DuckDB type that the CSV reader makes; it refuses what is no such value. */
  read: string;
  value: string;
  /** False for a value that the reader takes and the type does not; undefined: the reader's own check is enough. */
  fits?: string;
  /** True for a value that DOUBLE may have rounded: the column must be read as text. */
  wide?: string;
}

/** What a column's plan depends on besides its type. */
export interface PlanOptions {
  csv: CsvOptions;
  /** Every column is read as text: quoted and unquoted empty values must differ. */
  text: boolean;
  /** Whole numbers that may exceed 2^53 are read as text: DOUBLE would round them. */
  wide: ReadonlySet<string>;
  /** Types come from the data, not from the user: text that only converts (0/1 as boolean) does not fit. */
  inferred: boolean;
}

const WHOLE: Readonly<Record<string, [string, string]>> = {
  byte: ['-128', '127'],
  short: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  long: ['-9007199254740991', '9007199254740991'],
};

/** Plans reading through the CSV reader, with its own types wherever they refuse what Spark refuses. */
export function planColumn(field: Field, options: PlanOptions): ColumnPlan {
  const { csv } = options;
  const column = identifier(field.name);
  const type = field.type;
  if (options.text || needsText(field, options)) return planText(field, column, options);
  if (type === 'string') return { field, read: 'VARCHAR', value: trimmed(column, csv) };
  const bounds = typeof type === 'string' ? WHOLE[type] : undefined;
  if (bounds) {
    // DuckDB's reader rounds 1.5 to 2 for integer types; as DOUBLE the fraction is seen.
    const fits = `(${column} IS NULL OR (${column} = trunc(${column}) AND ${column} BETWEEN ${bounds[0]} AND ${bounds[1]}))`;
    const wide = type === 'long' ? { wide: `coalesce(abs(${column}) > 9007199254740991, false)` } : {};
    return { field, read: 'DOUBLE', value: `CAST(${column} AS ${toSqlType(type)})`, fits, ...wide };
  }
  return { field, read: toSqlType(type), value: column };
}

/** Plans a column that was read as text: `expression` is the field's text, NULL where it is empty and not quoted. */
export function planText(field: Field, expression: string, options: PlanOptions): ColumnPlan {
  const { type } = field;
  const text = trimmed(expression, options.csv);
  if (type === 'string') return { field, read: 'VARCHAR', value: stringValue(text, options.csv) };
  const bare = nullable(text, options.csv);
  if (type === 'binary') return { field, read: 'VARCHAR', value: `encode(${bare})` };
  if (typeof type !== 'string') throw noCsvType(field);
  const cast = castText(type, bare, options);
  return { field, read: 'VARCHAR', value: cast, fits: `(${bare} IS NULL OR ${cast} IS NOT NULL)` };
}

/** Whether a scan must read every column as text. */
export function needsAllText(options: CsvOptions, columns: number): boolean {
  return options.nullValue !== '' || (options.emptyValue ?? '') !== '' || columns === 1;
}

function needsText(field: Field, { csv, wide, inferred }: PlanOptions): boolean {
  const { type } = field;
  if (typeof type !== 'string') throw noCsvType(field);
  switch (type) {
    case 'long':
      return wide.has(field.name);
    case 'float':
    case 'double':
      return Boolean(csv.nanValue ?? csv.positiveInf ?? csv.negativeInf);
    case 'date':
      return formats(csv.dateFormat).length > 1;
    case 'timestamp_ntz':
      return formats(csv.timestampFormat).length > 1;
    case 'boolean':
      return inferred;
    // The reader gives NULL for what it cannot convert to these, and says nothing.
    case 'timestamp':
    case 'binary':
      return true;
    default:
      return false;
  }
}

function castText(type: string, text: string, options: PlanOptions): string {
  const { csv } = options;
  const sql = toSqlType(type);
  const bounds = WHOLE[type];
  if (bounds) {
    const real = `TRY_CAST(${text} AS DOUBLE)`;
    const safe = `${real} = trunc(${real}) AND ${real} BETWEEN -9007199254740991 AND 9007199254740991`;
    return `CASE WHEN ${isWhole(text)} THEN TRY_CAST(${text} AS ${sql}) WHEN ${safe} THEN TRY_CAST(${real} AS ${sql}) END`;
  }
  switch (type) {
    case 'boolean':
      return options.inferred ? `CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END` : `TRY_CAST(${text} AS BOOLEAN)`;
    case 'float':
    case 'double':
      return specialNumbers(sql, text, csv);
    case 'date':
      return withFormats(text, sql, csv.dateFormat);
    case 'timestamp':
    case 'timestamp_ntz':
      return withFormats(text, sql, csv.timestampFormat);
    default:
      return `TRY_CAST(${text} AS ${sql})`;
  }
}

/** Whether a text is a whole number in digits. */
export function isWhole(text: string): string {
  return `regexp_full_match(${text}, '\\s*[+-]?[0-9]+\\s*')`;
}

function specialNumbers(sql: string, text: string, csv: CsvOptions): string {
  const cases = [
    [csv.nanValue, 'nan'],
    [csv.positiveInf, 'inf'],
    [csv.negativeInf, '-inf'],
  ].flatMap(([name, value]) => (name ? [`WHEN ${literal(name)} THEN '${value}'::${sql}`] : []));
  return cases.length > 0 ? `CASE ${text} ${cases.join(' ')} ELSE TRY_CAST(${text} AS ${sql}) END` : `TRY_CAST(${text} AS ${sql})`;
}

function withFormats(text: string, sql: string, patterns: readonly string[] | undefined): string {
  const list = formats(patterns);
  return list.length > 0 ? `TRY_CAST(try_strptime(${text}, ${literalList(list)}) AS ${sql})` : `TRY_CAST(${text} AS ${sql})`;
}

/** The strptime formats of Spark's patterns, in order. */
export function formats(patterns: readonly string[] | undefined): string[] {
  return (patterns ?? []).flatMap(toStrptime);
}

function trimmed(expression: string, csv: CsvOptions): string {
  const { ignoreLeadingWhiteSpace: leading, ignoreTrailingWhiteSpace: trailing } = csv;
  const name = leading && trailing ? 'trim' : leading ? 'ltrim' : trailing ? 'rtrim' : undefined;
  return name ? `NULLIF(${name}(${expression}), '')` : expression;
}

function stringValue(text: string, csv: CsvOptions): string {
  const value = `NULLIF(${text}, ${literal(csv.nullValue)})`;
  return csv.emptyValue ? `CASE WHEN ${text} = '' THEN ${literal(csv.emptyValue)} ELSE ${value} END` : value;
}

function nullable(text: string, csv: CsvOptions): string {
  return csv.nullValue === '' ? `NULLIF(${text}, '')` : `NULLIF(NULLIF(${text}, ${literal(csv.nullValue)}), '')`;
}

function noCsvType(field: Field): MeshError {
  return new MeshError('CONFIG_INVALID', `Column "${field.name}": a CSV field cannot be read as ${formatType(field.type)}.`, {
    hint: 'Read it as STRING and convert it in SQL, for example with from_json.',
  });
}

const WORDS: Readonly<Record<string, string>> = {
  byte: 'whole number from -128 to 127',
  short: 'whole number from -32768 to 32767',
  integer: 'whole number of 32 bits',
  long: 'whole number of 64 bits',
  float: 'number',
  double: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestamp_ntz: 'timestamp',
};

/** A type in plain words: `amount: "abc" is no number`. */
export function typeWords(type: DataType): string {
  return (typeof type === 'string' ? WORDS[type] : undefined) ?? formatType(type);
}
