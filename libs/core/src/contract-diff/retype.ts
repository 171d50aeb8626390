import { formatType, type DataType, type Field } from '../model/schema';

export type Retype = 'same' | 'widened' | 'narrowed' | 'changed';

const INTEGERS = ['byte', 'short', 'integer', 'long'];
/** Decimal digits that hold every value of an integer type. */
const DIGITS: Readonly<Record<string, number>> = { byte: 3, short: 5, integer: 10, long: 19 };

/**
 * How a type changed. Wider: every old value is a value of the new type of the same family, as it was
 * (integers, float to double, decimals with room for both parts). Source of the idea: Delta's type widening.
 */
export function compareTypes(from: DataType, to: DataType): Retype {
  if (formatType(from) === formatType(to) && nullsOf(from) === nullsOf(to)) return 'same';
  if (widens(from, to)) return 'widened';
  return widens(to, from) ? 'narrowed' : 'changed';
}

/** Whether `to` holds all values of `from`; a type holds its own. */
function widens(from: DataType, to: DataType): boolean {
  if (typeof from === 'string' || typeof to === 'string') {
    return typeof from === 'string' && typeof to === 'string' && (from === to || widensPrimitive(from, to));
  }
  if (from.type === 'array' && to.type === 'array')
    return (to.containsNull || !from.containsNull) && widens(from.elementType, to.elementType);
  if (from.type === 'map' && to.type === 'map') {
    return (
      (to.valueContainsNull || !from.valueContainsNull) &&
      widens(from.keyType, to.keyType) &&
      widens(from.valueType, to.valueType)
    );
  }
  if (from.type !== 'struct' || to.type !== 'struct' || from.fields.length !== to.fields.length) return false;
  return from.fields.every((one, index) => widensField(one, to.fields[index]));
}

function widensField(from: Field, to: Field | undefined): boolean {
  return to !== undefined && from.name === to.name && (to.nullable || !from.nullable) && widens(from.type, to.type);
}

function widensPrimitive(from: string, to: string): boolean {
  if (from === 'float' && to === 'double') return true;
  if (INTEGERS.includes(from) && INTEGERS.includes(to)) return INTEGERS.indexOf(from) < INTEGERS.indexOf(to);
  const wide = decimal(to);
  const narrow = decimal(from) ?? (DIGITS[from] === undefined ? undefined : { whole: DIGITS[from], scale: 0 });
  return wide !== undefined && narrow !== undefined && wide.whole >= narrow.whole && wide.scale >= narrow.scale;
}

function decimal(type: string): { whole: number; scale: number } | undefined {
  const match = /^decimal\((\d+),(\d+)\)$/.exec(type);
  return match ? { whole: Number(match[1]) - Number(match[2]), scale: Number(match[2]) } : undefined;
}

function nullsOf(type: DataType): string {
  return JSON.stringify(type, (key, value: unknown) => (key === 'metadata' ? undefined : value));
}
