import type { Scalar } from '../model/contract';
import type { DataType } from '../model/schema';

/** Quotes a name; every name of a contract that reaches SQL text passes here. Throws RangeError on a NUL character. */
export function identifier(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`;
}

/** Quotes a text; every value of a contract that reaches SQL text passes here. Throws RangeError on a NUL character. */
export function literal(text: string): string {
  return `'${withoutNul(text).replaceAll("'", "''")}'`;
}

/** A query of texts, one a row; as one literal, which parses quickly however many there are. None has a line feed. */
export function textRows(texts: Iterable<string>): string {
  return `SELECT unnest(string_split(${literal([...texts].join('\n'))}, chr(10)))`;
}

const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const DATES: Readonly<Record<string, string>> = { date: 'DATE', timestamp: 'TIMESTAMPTZ', timestamp_ntz: 'TIMESTAMP' };

/** Whether values of the type are numbers. */
export function isNumeric(type: DataType): boolean {
  return typeof type === 'string' && /^(byte|short|integer|long|float|double|decimal\(.*)$/.test(type);
}

/** A value to compare a column of the type with; what does not fit the type becomes NULL, which nothing equals. */
export function comparable(value: Scalar, type: DataType): string {
  if (value === null) return 'NULL';
  const text = String(value);
  if (isNumeric(type)) return NUMBER.test(text) ? text : 'NULL';
  if (type === 'boolean') return `TRY_CAST(${literal(text)} AS BOOLEAN)`;
  const date = typeof type === 'string' ? DATES[type] : undefined;
  return date ? `TRY_CAST(${literal(text)} AS ${date})` : literal(text);
}

function withoutNul(text: string): string {
  if (text.includes('\0')) throw new RangeError('A name or value with a NUL character cannot be used in SQL.');
  return text;
}
