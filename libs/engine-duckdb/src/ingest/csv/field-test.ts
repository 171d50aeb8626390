import { CR, LF, SPACE } from './byte-scan';

/**
 * How a field is looked at, byte by byte: what it takes for sure fits the type. `digits`: at most so many, in front of
 * the point; `fraction`: at most so many behind it.
 */
export type FieldTest =
  | { kind: 'whole'; digits: number }
  | { kind: 'number'; digits: number; fraction: number }
  | { kind: 'boolean' }
  | { kind: 'date' }
  | { kind: 'timestamp' };

const WORDS = ['true', 'false'];
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const COLON = 58;
const T = 84;
const NINE = 57;

/** The place behind a field that fits for sure, at a separator or a line end; -1 for any other. */
export function behindFitting(bytes: Buffer, from: number, test: FieldTest, sep: number): number {
  const at = behind(bytes, from, test, sep);
  const byte = bytes[at];
  return at >= 0 && (byte === sep || byte === LF || byte === CR) ? at : -1;
}

/** The same for a field that may stand in quotes. */
export function behindQuotedFitting(bytes: Buffer, from: number, test: FieldTest, sep: number, quote: number): number {
  if (bytes[from] !== quote) return behindFitting(bytes, from, test, sep);
  const at = behindFitting(bytes, from + 1, test, quote);
  if (at < 0 || bytes[at] !== quote) return -1;
  const next = bytes[at + 1];
  return next === sep || next === LF || next === CR ? at + 1 : -1;
}

function behind(bytes: Buffer, from: number, test: FieldTest, sep: number): number {
  switch (test.kind) {
    case 'whole':
      return whole(bytes, from, test.digits);
    case 'number':
      return number(bytes, from, test.digits, test.fraction);
    case 'boolean':
      return word(bytes, from, sep);
    case 'date':
      return date(bytes, from);
    case 'timestamp':
      return timestamp(bytes, from);
  }
}

function whole(bytes: Buffer, from: number, digits: number): number {
  const start = bytes[from] === PLUS || bytes[from] === MINUS ? from + 1 : from;
  const at = behindDigits(bytes, start);
  const count = at - start;
  return count > digits || (count === 0 && at !== from) ? -1 : at;
}

function number(bytes: Buffer, from: number, digits: number, fraction: number): number {
  const start = bytes[from] === MINUS ? from + 1 : from;
  const at = behindDigits(bytes, start);
  const count = at - start;
  if (count > digits || (count === 0 && at !== from)) return -1;
  if (count === 0 || bytes[at] !== POINT) return at;
  const end = behindDigits(bytes, at + 1);
  return end === at + 1 || end - at - 1 > fraction ? -1 : end;
}

function behindDigits(bytes: Buffer, from: number): number {
  let at = from;
  for (let byte = bytes[at] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[at] ?? 0) at += 1;
  return at;
}

function word(bytes: Buffer, from: number, sep: number): number {
  let at = from;
  for (let byte = bytes[at]; byte !== sep && byte !== LF && byte !== CR; byte = bytes[at]) at += 1;
  return at === from || (at - from <= 5 && WORDS.includes(bytes.toString('latin1', from, at).toLowerCase())) ? at : -1;
}

/** A date as 2024-01-31, not the 29th of February; or nothing. */
function date(bytes: Buffer, from: number): number {
  if (behindDigits(bytes, from) === from) return from;
  if (bytes[from + 4] !== MINUS || bytes[from + 7] !== MINUS) return -1;
  const year = twoDigits(bytes, from) * 100 + twoDigits(bytes, from + 2);
  const day = twoDigits(bytes, from + 8);
  return year > 0 && day > 0 && day <= (DAYS[twoDigits(bytes, from + 5) - 1] ?? 0) ? from + 10 : -1;
}

/** A date, a space or T, and a time of day as 23:59:59 with at most six digits behind the point; or nothing. */
function timestamp(bytes: Buffer, from: number): number {
  const at = date(bytes, from);
  if (at <= from) return at;
  if (bytes[at] !== SPACE && bytes[at] !== T) return -1;
  const fits = below(24, bytes, at + 1) && below(60, bytes, at + 4) && below(60, bytes, at + 7);
  if (!fits || bytes[at + 3] !== COLON || bytes[at + 6] !== COLON) return -1;
  const end = at + 9;
  if (bytes[end] !== POINT) return end;
  const last = behindDigits(bytes, end + 1);
  return last === end + 1 || last - end - 1 > 6 ? -1 : last;
}

function below(limit: number, bytes: Buffer, at: number): boolean {
  const value = twoDigits(bytes, at);
  return value >= 0 && value < limit;
}

/** Far below 0 where they are no digits. Without a branch, as it is asked of every date. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = (bytes[at] ?? 0) ^ ZERO;
  const ones = (bytes[at + 1] ?? 0) ^ ZERO;
  const others = (tens | (tens + 6) | ones | (ones + 6)) & 0xf0;
  return tens * 10 + ones - others * 1_000_000;
}
