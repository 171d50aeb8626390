import { formatType, type DataType } from './schema';

/** Chains of types that a value can climb without loss. */
const INTEGERS = ['byte', 'short', 'integer', 'long'];
const FLOATS = ['float', 'double'];

/** Whether every value of type `from` is one of type `to`: byte → short → integer → long, float → double, decimals that grow. */
export function fits(from: DataType, to: DataType): boolean {
  if (formatType(from) === formatType(to)) return true;
  if (typeof from !== 'string' || typeof to !== 'string') return false;
  if (climbs(INTEGERS, from, to) || climbs(FLOATS, from, to)) return true;
  const [source, target] = [decimal(from), decimal(to)];
  return (
    !!source &&
    !!target &&
    target.scale >= source.scale &&
    target.precision - target.scale >= source.precision - source.scale
  );
}

/** Precision and scale of a decimal type; undefined for any other. */
export function decimal(type: string): { precision: number; scale: number } | undefined {
  const match = /^decimal\((\d+),\s*(\d+)\)$/.exec(type);
  return match ? { precision: Number(match[1]), scale: Number(match[2]) } : undefined;
}

function climbs(ladder: readonly string[], from: string, to: string): boolean {
  return ladder.includes(from) && ladder.indexOf(to) >= ladder.indexOf(from);
}
