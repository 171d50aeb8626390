import { CR, LF } from './byte-scan';

/** How a field is looked at, byte by byte: what it takes for sure fits the type. */
export type FieldTest = { kind: 'whole'; digits: number } | { kind: 'boolean' };

const WORDS = ['true', 'false'];

/** The place behind a field that fits for sure, at a separator or a line end; -1 for any other. */
export function behindFitting(bytes: Buffer, from: number, test: FieldTest, sep: number): number {
  const at = test.kind === 'whole' ? whole(bytes, from, test.digits) : word(bytes, from, sep);
  const byte = bytes[at];
  return at >= 0 && (byte === sep || byte === LF || byte === CR) ? at : -1;
}

function whole(bytes: Buffer, from: number, digits: number): number {
  let at = from;
  if (bytes[at] === 43 || bytes[at] === 45) at += 1;
  const start = at;
  for (let byte = bytes[at] ?? 0; byte >= 48 && byte <= 57; byte = bytes[at] ?? 0) at += 1;
  const count = at - start;
  return count > digits || (count === 0 && at !== from) ? -1 : at;
}

function word(bytes: Buffer, from: number, sep: number): number {
  let at = from;
  for (let byte = bytes[at]; byte !== sep && byte !== LF && byte !== CR; byte = bytes[at]) at += 1;
  return at === from || (at - from <= 5 && WORDS.includes(bytes.toString('latin1', from, at).toLowerCase())) ? at : -1;
}
