import { formatType, MeshError, type CsvOptions, type DataType, type Field } from '@mu-mesh/core';

import { identifier, literal, literalList } from '../../quote';
import { toSqlType } from '../../types';
import { toStrptime } from '../datetime-pattern';

/** How one column is read and checked. `value` and `fits` are SQL over the column as it was read. */
export interface ColumnPlan {
  field: Field;
  /** DuckDB type that the CSV reader makes; it refuses what is no such value. */
  read: string;
  /** NULL where it does not fit. */
  value: string;
  /** The same, cheaper, for rows that fit. */
  fitting?: string;
  /** False for a value that the reader takes and the type does not; undefined: the reader's own check is enough. */
  fits?: string;
}

/** What a column's plan depends on besides its type. */
export interface PlanOptions {
  csv: CsvOptions;
  /** Every column is read as text: quoted and unquoted empty values must differ. */
  text: boolean;
  /** Types come from the data, not from the user: a date in another form than `dateFormat` does not fit. */
  inferred: boolean;
  /** NULL is what the source has for a null, so that no text means one. */
  nulls?: boolean;
  /** Columns that the reader may check itself: they have no value that it takes and the type does not. */
  native?: ReadonlySet<string>;
}

const WHOLE: ReadonlySet<DataType> = new Set(['byte', 'short', 'integer', 'long']);

/** Spark's default, and the only form in which inferred dates are recognised. */
export const ISO_DATE = 'yyyy-MM-dd';

/** Plans reading through the CSV reader, with its own types wherever they refuse what Spark refuses. */
export function planColumn(field: Field, options: PlanOptions): ColumnPlan {
  const { csv } = options;
  const column = identifier(field.name);
  const type = field.type;
  const trims = csv.ignoreLeadingWhiteSpace || csv.ignoreTrailingWhiteSpace;
  if (options.text || (needsText(field, options) && !options.native?.has(field.name)))
    return planText(field, column, { ...options, nulls: !options.text && !trims });
  if (type === 'string') return { field, read: 'VARCHAR', value: trimmed(column, csv) };
  return { field, read: toSqlType(type), value: column };
}

/**
 * Plans a column that was read as text: `expression` is the field's text, NULL where it is empty and not quoted.
 * `made`, where given, is a column that holds `fitting` (or `value` without it): it is then not computed again.
 */
export function planText(field: Field, expression: string, options: PlanOptions, made?: string): ColumnPlan {
  const { type } = field;
  const text = trimmed(expression, options.csv);
  if (type === 'string')
    return { field, read: 'VARCHAR', value: options.nulls ? text : stringValue(text, options.csv) };
  const bare = options.nulls ? text : nullable(text, options.csv);
  if (type === 'binary') return { field, read: 'VARCHAR', value: `encode(${bare})` };
  if (typeof type !== 'string') throw noCsvType(field);
  const value = castText(type, bare, options);
  const fitting = quickCast(type, bare, options);
  if (fitting === undefined)
    return { field, read: 'VARCHAR', value, fits: `(${bare} IS NULL OR ${made ?? value} IS NOT NULL)` };
  // Nearly all values are written as the type itself writes them: that is seen without a regular expression.
  const fits = `CASE WHEN ${made ?? fitting}::VARCHAR = ${bare} THEN true ELSE (${bare} IS NULL OR ${value} IS NOT NULL) END`;
  return { field, read: 'VARCHAR', value, fitting, fits };
}

/** A cast that is right for every value that fits, where the reader's own type would take too much. */
function quickCast(type: DataType, text: string, { csv, inferred }: PlanOptions): string | undefined {
  const isoDate = type === 'date' && inferred && csv.dateFormat?.join() === ISO_DATE;
  return WHOLE.has(type) || isoDate ? `TRY_CAST(${text} AS ${toSqlType(type)})` : undefined;
}

/** Whether a scan must read every column as text. */
export function needsAllText(options: CsvOptions, columns: number): boolean {
  return options.nullValue !== '' || (options.emptyValue ?? '') !== '' || columns === 1;
}

function needsText(field: Field, { csv, inferred }: PlanOptions): boolean {
  const { type } = field;
  if (typeof type !== 'string') throw noCsvType(field);
  switch (type) {
    // The reader rounds 1.5 and takes 1e3 and spaces; it takes 1, t and yes as booleans.
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'boolean':
      return true;
    case 'float':
    case 'double':
      return Boolean(csv.nanValue ?? csv.positiveInf ?? csv.negativeInf);
    case 'date':
      return inferred || formats(csv.dateFormat).length > 1;
    case 'timestamp_ntz':
      return formats(csv.timestampFormat).length > 1;
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
  if (WHOLE.has(type as DataType)) return `CASE WHEN ${isWhole(text)} THEN TRY_CAST(${text} AS ${sql}) END`;
  switch (type) {
    case 'boolean':
      return `CASE ${text} WHEN 'true' THEN true WHEN 'false' THEN false ELSE CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END END`;
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

/** Whether a text is a whole number as Spark takes it: digits with a sign or none, nothing around them. */
export function isWhole(text: string): string {
  return `regexp_full_match(${text}, '[+-]?[0-9]+')`;
}

function specialNumbers(sql: string, text: string, csv: CsvOptions): string {
  const cases = [
    [csv.nanValue, 'nan'],
    [csv.positiveInf, 'inf'],
    [csv.negativeInf, '-inf'],
  ].flatMap(([name, value]) => (name ? [`WHEN ${literal(name)} THEN '${value}'::${sql}`] : []));
  return cases.length > 0
    ? `CASE ${text} ${cases.join(' ')} ELSE TRY_CAST(${text} AS ${sql}) END`
    : `TRY_CAST(${text} AS ${sql})`;
}

function withFormats(text: string, sql: string, patterns: readonly string[] | undefined): string {
  const list = formats(patterns);
  return list.length > 0
    ? `TRY_CAST(try_strptime(${text}, ${literalList(list)}) AS ${sql})`
    : `TRY_CAST(${text} AS ${sql})`;
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
  return new MeshError(
    'CONFIG_INVALID',
    `Column "${field.name}": a CSV field cannot be read as ${formatType(field.type)}.`,
    {
      hint: 'Read it as STRING and convert it in SQL, for example with from_json.',
    },
  );
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
