import { randomUUID } from 'node:crypto';

const MARK = `int:${randomUUID()}:`;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, 'g');

/** JSON.parse that keeps integers of 16 and more digits as bigint, so that writing them again loses nothing. */
export function parseExact(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const marked = text.replace(STRING_OR_NUMBER, (token) => (/^-?\d{16,}$/.test(token) ? `"${MARK}${token}"` : token));
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value,
  );
}

/** The inverse of `parseExact`. */
export function stringifyExact(value: unknown): string {
  let exact = false;
  const text = JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'bigint') return item;
    exact = true;
    return `${MARK}${item}`;
  });
  return exact ? text.replace(MARKED, '$1') : text;
}
