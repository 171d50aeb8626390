import type { Position } from '../model/issue';

/** A position without its file: line, column and, where there is one, pointer. */
type Place = [line: number, column: number, pointer?: string];

/** Members that hold what a file's author wrote, whatever it looks like. */
const FREE: ReadonlySet<string> = new Set(['value', 'implementation']);

/** Thrown for a number that JSON has no word for. */
class NotJson extends Error {}

/**
 * A value read from a file as JSON can hold it, without the file's path in every position. Undefined where JSON would
 * change it. `located` turns it back.
 */
export function unlocated(value: unknown): unknown {
  try {
    return withPlaces(value, placeOf);
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

/** The value that `unlocated` was given, read from `file`. */
export function located(value: unknown, file: string): unknown {
  return withPlaces(value, (place) => positionIn(place as Place, file));
}

function placeOf(position: unknown): Place {
  const { line, column, pointer } = position as Position;
  return pointer === undefined ? [line, column] : [line, column, pointer];
}

function positionIn([line, column, pointer]: Place, file: string): Position {
  return pointer === undefined ? { file, line, column } : { file, line, column, pointer };
}

/** A copy with every `position`, and every member of `positions`, turned. */
function withPlaces(value: unknown, turn: (position: unknown) => unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new NotJson();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withPlaces(item, turn));
  const copy: Record<string, unknown> = {};
  const record = value as Record<string, unknown>;
  for (const key in record) copy[key] = member(key, record[key], turn);
  return copy;
}

function member(key: string, value: unknown, turn: (position: unknown) => unknown): unknown {
  if (value === undefined) return undefined;
  if (key === 'position') return turn(value);
  if (key === 'positions') return each(value, turn);
  // Its `value` is a column's type, nobody's free text.
  if (key === 'map') return each(value, (part) => withPlaces(part, turn));
  return FREE.has(key) ? finite(value) : withPlaces(value, turn);
}

function each(record: unknown, turn: (member: unknown) => unknown): Record<string, unknown> {
  const turned: Record<string, unknown> = {};
  for (const name in record as Record<string, unknown>) turned[name] = turn((record as Record<string, unknown>)[name]);
  return turned;
}

function finite(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new NotJson();
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(finite);
  return value;
}
