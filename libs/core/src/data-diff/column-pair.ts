import { identifier, isNumeric } from '../check/quote';
import { type DataType, type Field, formatType } from '../model/schema';
import { type TextValue, textValue } from './text-value';

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
 * another type by what the text says, everything else as text. `rounded`: floating-point numbers need not be exact,
 * since a tolerance applies.
 */
export function partsOf({ from, to }: ColumnPair, a: string, b: string, rounded = false): Part[] {
  const floating = isFloating(from.type) || isFloating(to.type);
  const exact = (left: string, right: string): Part[] => [{ from: left, to: right, floating: false }];
  if (formatType(from.type) === formatType(to.type)) return [{ from: a, to: b, floating }];
  if (isNumeric(from.type) && isNumeric(to.type)) {
    if (isFloating(to.type)) return withFloating(from.type, a, b, rounded);
    if (floating) return turned(withFloating(to.type, b, a, rounded));
    const common = commonDecimal(from.type, to.type);
    return common === undefined
      ? exact(plainNumber(a), plainNumber(b))
      : exact(`CAST(${a} AS ${common})`, `CAST(${b} AS ${common})`);
  }
  const young = from.type === 'string' ? textValue(a, to.type, floating && rounded) : undefined;
  if (young) return read(young, b, floating);
  const old = to.type === 'string' ? textValue(b, from.type, floating && rounded) : undefined;
  if (old) return turned(read(old, a, floating));
  if (isTime(from.type) && isTime(to.type)) return exact(`CAST(${a} AS TIMESTAMPTZ)`, `CAST(${b} AS TIMESTAMPTZ)`);
  return exact(`CAST(${a} AS VARCHAR)`, `CAST(${b} AS VARCHAR)`);
}

/** A text that spells no value of the type equals nothing but the same text; and no value has one. */
function read({ value, other }: TextValue, to: string, floating: boolean): Part[] {
  return [
    { from: value, to, floating },
    { from: other, to: 'CAST(NULL AS VARCHAR)', floating: false },
  ];
}

function turned(parts: readonly Part[]): Part[] {
  return parts.map(({ from, to, floating }) => ({ from: to, to: from, floating }));
}

/** As DOUBLE, which has not all digits of whole numbers and decimals: those are read like texts. */
function withFloating(type: DataType, own: string, other: string, rounded: boolean): Part[] {
  const number = isWide(type) ? textValue(`CAST(${own} AS VARCHAR)`, 'double', rounded) : undefined;
  const to = `CAST(${other} AS DOUBLE)`;
  return number ? read(number, to, true) : [{ from: `CAST(${own} AS DOUBLE)`, to, floating: true }];
}

function isFloating(type: DataType): boolean {
  return type === 'float' || type === 'double';
}

/** Whether a DOUBLE can lack digits of it. */
function isWide(type: DataType): boolean {
  const { digits = 0, scale = 0 } = decimalOf(type) ?? {};
  return digits + scale > 15;
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
