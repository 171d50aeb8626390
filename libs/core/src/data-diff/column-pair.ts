import { identifier, isNumeric } from '../check/quote';
import { type DataType, type Field, formatType } from '../model/schema';

/** A column that both tables have; names are the same but for their case. */
export interface ColumnPair {
  /** As the newer table spells it. */
  name: string;
  from: Field;
  to: Field;
}

/** SQL of two values that are equal where they are not distinct; both sides have one type. */
export interface Part {
  from: string;
  to: string;
  /** Whether a tolerance applies: both are floating-point numbers. */
  floating: boolean;
}

/** Columns of both tables by name, and those that only one of them has. */
export function pairColumns(
  from: readonly Field[],
  to: readonly Field[],
): { pairs: ColumnPair[]; added: Field[]; removed: Field[] } {
  const old = new Map(from.map((column) => [column.name.toLowerCase(), column]));
  const young = new Set(to.map(({ name }) => name.toLowerCase()));
  return {
    pairs: to.flatMap((column) => {
      const other = old.get(column.name.toLowerCase());
      return other ? [{ name: column.name, from: other, to: column }] : [];
    }),
    added: to.filter(({ name }) => !old.has(name.toLowerCase())),
    removed: from.filter(({ name }) => !young.has(name.toLowerCase())),
  };
}

export function isRetyped({ from, to }: ColumnPair): boolean {
  return formatType(from.type) !== formatType(to.type);
}

/**
 * What must be equal for two values of the column to be equal, whatever their types: numbers by value, a text and
 * another type by what the text says, everything else as text.
 */
export function partsOf({ from, to }: ColumnPair, a: string, b: string): Part[] {
  const floating = isFloating(from.type) || isFloating(to.type);
  const exact = (left: string, right: string): Part[] => [{ from: left, to: right, floating: false }];
  if (formatType(from.type) === formatType(to.type)) return [{ from: a, to: b, floating }];
  if (isNumeric(from.type) && isNumeric(to.type)) {
    if (floating) return [{ from: `CAST(${a} AS DOUBLE)`, to: `CAST(${b} AS DOUBLE)`, floating }];
    const common = commonDecimal(from.type, to.type);
    return common === undefined
      ? exact(plainNumber(a), plainNumber(b))
      : exact(`CAST(${a} AS ${common})`, `CAST(${b} AS ${common})`);
  }
  const [left, right] = [readable(from.type), readable(to.type)];
  if (from.type === 'string' && right !== undefined) return read(a, right, b, isFloating(to.type));
  if (to.type === 'string' && left !== undefined)
    return read(b, left, a, floating).map((part) => ({ ...part, from: part.to, to: part.from }));
  if (isTime(from.type) && isTime(to.type)) return exact(`CAST(${a} AS TIMESTAMPTZ)`, `CAST(${b} AS TIMESTAMPTZ)`);
  return exact(`CAST(${a} AS VARCHAR)`, `CAST(${b} AS VARCHAR)`);
}

/** A text that does not say a value of the type equals nothing but the same text; and no value has one. */
function read(text: string, type: string, value: string, floating: boolean): Part[] {
  const said = `TRY_CAST(${text} AS ${type})`;
  return [
    { from: said, to: value, floating },
    { from: `CASE WHEN ${said} IS NULL THEN ${text} END`, to: 'CAST(NULL AS VARCHAR)', floating: false },
  ];
}

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

/** The SQL type that a text is read as; undefined where it is compared as text. A text has all the digits that it likes. */
function readable(type: DataType): string | undefined {
  if (typeof type !== 'string') return undefined;
  return READABLE[type] ?? (decimalOf(type) && type.toUpperCase());
}

function isFloating(type: DataType): boolean {
  return type === 'float' || type === 'double';
}

function isTime(type: DataType): boolean {
  return type === 'date' || type === 'timestamp' || type === 'timestamp_ntz';
}

/** Digits before and after the point of the decimals that hold each integer. */
const INTEGERS: Readonly<Record<string, number>> = { byte: 3, short: 5, integer: 10, long: 19 };

function decimalOf(type: DataType): { digits: number; scale: number } | undefined {
  if (typeof type !== 'string') return undefined;
  const whole = INTEGERS[type];
  if (whole !== undefined) return { digits: whole, scale: 0 };
  const [, width, scale] = /^decimal\((\d+),\s*(\d+)\)$/.exec(type) ?? [];
  return width === undefined ? undefined : { digits: Number(width) - Number(scale), scale: Number(scale) };
}

function commonDecimal(from: DataType, to: DataType): string | undefined {
  const [a, b] = [decimalOf(from), decimalOf(to)];
  if (!a || !b) return undefined;
  const scale = Math.max(a.scale, b.scale);
  const width = Math.max(a.digits, b.digits) + scale;
  return width <= 38 ? `DECIMAL(${width}, ${scale})` : undefined;
}

/** Digits without the zeros that a scale adds. */
function plainNumber(sql: string): string {
  const text = `CAST(${sql} AS VARCHAR)`;
  return `CASE WHEN contains(${text}, '.') THEN rtrim(rtrim(${text}, '0'), '.') ELSE ${text} END`;
}

/** A reference to a column of a named relation. */
export function columnOf(relation: string, { name }: Field): string {
  return `${relation}.${identifier(name)}`;
}
