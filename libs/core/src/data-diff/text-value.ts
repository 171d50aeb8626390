import { spelled } from '../check/spelled';
import type { DataType } from '../model/schema';
import { decimal } from '../model/type-fit';

const READABLE: Readonly<Record<string, string>> = {
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
  timestamp_ntz: 'TIMESTAMP',
  byte: 'TINYINT',
  short: 'SMALLINT',
  integer: 'INTEGER',
  long: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
};

/** SQL over a text that is to be compared with values of a type. */
export interface TextValue {
  /** The value that it says, NULL where it says none. */
  value: string;
  /** The text, where it says none. */
  other: string;
}

/**
 * How a text is read as a value of a type; undefined for a type that is compared as text. It says a value where that
 * value spells it: no digit is rounded, no time or offset cut off. `rounded`: the nearest value will do.
 */
export function textValue(text: string, type: DataType, rounded = false): TextValue | undefined {
  if (typeof type !== 'string') return undefined;
  const name = READABLE[type] ?? (decimal(type) && type.toUpperCase());
  if (name === undefined) return undefined;
  const cast = `TRY_CAST(${text} AS ${name})`;
  const said = rounded ? `${cast} IS NOT NULL` : `coalesce(${exact(text, type, cast)}, false)`;
  return {
    value: `CASE WHEN ${said} THEN ${cast} END`,
    other: `CASE WHEN NOT ${said} THEN ${text} END`,
  };
}

function exact(text: string, type: string, cast: string): string {
  const condition = spelled(text, type, cast);
  if (type === 'float' || type === 'double') return `(${condition} AND ${sameNumber(text, cast)})`;
  if (type !== 'date' && type !== 'timestamp' && type !== 'timestamp_ntz') return `(${condition})`;
  const instant = `TRY_CAST(${text} AS TIMESTAMPTZ) = CAST(${cast} AS TIMESTAMPTZ)`;
  return `(${condition} AND ${instant} AND NOT regexp_matches(${text}, '\\.\\d{6}\\d*[1-9]'))`;
}

/** The same digits as the shortest spelling of the number has, or the same whole number; `1_000` is no spelling. */
function sameNumber(text: string, cast: string): string {
  const whole = `regexp_full_match(trim(${text}), '[+-]?\\d+(\\.0*)?') AND TRY_CAST(${cast} AS HUGEINT) = TRY_CAST(${text} AS HUGEINT)`;
  return (
    `CASE WHEN isfinite(${cast}) THEN ${digits(text)} = ${digits(`CAST(${cast} AS VARCHAR)`)} OR (${whole}) ` +
    `ELSE NOT regexp_matches(${text}, '\\d') END`
  );
}

/** All digits from the first to the last that is no zero. */
function digits(text: string): string {
  return `trim(regexp_replace(lower(trim(${text})), 'e.*$|[-+.]', '', 'g'), '0')`;
}
