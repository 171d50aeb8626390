import { MeshError } from '@mu-mesh/core';

/** Spark's datetime pattern letters by run length → strptime. Source: Spark 4.1, "Datetime Patterns for Formatting and Parsing". */
const LETTERS: Readonly<Record<string, string>> = {
  y: '%Y',
  yyy: '%Y',
  yyyy: '%Y',
  u: '%Y',
  uuuu: '%Y',
  yy: '%y',
  uu: '%y',
  M: '%m',
  MM: '%m',
  L: '%m',
  LL: '%m',
  MMM: '%b',
  LLL: '%b',
  MMMM: '%B',
  LLLL: '%B',
  d: '%d',
  dd: '%d',
  D: '%j',
  DDD: '%j',
  E: '%a',
  EE: '%a',
  EEE: '%a',
  EEEE: '%A',
  H: '%H',
  HH: '%H',
  k: '%H',
  kk: '%H',
  h: '%I',
  hh: '%I',
  K: '%I',
  KK: '%I',
  a: '%p',
  m: '%M',
  mm: '%M',
  s: '%S',
  ss: '%S',
  S: '%g',
  SS: '%g',
  SSS: '%g',
  SSSS: '%f',
  SSSSS: '%f',
  SSSSSS: '%f',
  SSSSSSSSS: '%n',
  X: '%z',
  XX: '%z',
  XXX: '%z',
  x: '%z',
  xx: '%z',
  xxx: '%z',
  Z: '%z',
  ZZZ: '%z',
  VV: '%Z',
  z: '%Z',
};

/**
 * A Spark datetime pattern as strptime formats, tried in order: an optional part in brackets gives two.
 * Throws CONFIG_INVALID that names a letter without a counterpart.
 */
export function toStrptime(pattern: string): string[] {
  let formats = [''];
  let at = 0;
  const add = (text: string): void => {
    formats = formats.map((format) => format + text);
  };
  while (at < pattern.length) {
    const char = pattern.charAt(at);
    if (char === "'") {
      const end = closingQuote(pattern, at);
      add(escapePercent(end === at + 1 ? "'" : pattern.slice(at + 1, end).replaceAll("''", "'")));
      at = end + 1;
    } else if (char === '[') {
      const end = pattern.indexOf(']', at);
      if (end < 0) throw invalid(pattern, 'its "[" has no "]"');
      const inner = toStrptime(pattern.slice(at + 1, end));
      formats = [...inner.flatMap((part) => formats.map((format) => format + part)), ...formats];
      at = end + 1;
    } else if (/[A-Za-z]/.test(char)) {
      const run = /^(.)\1*/.exec(pattern.slice(at))?.[0] ?? char;
      const format = LETTERS[run];
      if (format === undefined) throw invalid(pattern, `"${run}" has no counterpart here`);
      add(format);
      at += run.length;
    } else {
      add(escapePercent(char));
      at += 1;
    }
  }
  return formats;
}

function closingQuote(pattern: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const end = pattern.indexOf("'", at);
    if (end < 0) throw invalid(pattern, 'a quote is not closed');
    if (end === from + 1 || pattern.charAt(end + 1) !== "'") return end;
    at = end + 2;
  }
}

function escapePercent(text: string): string {
  return text.replaceAll('%', '%%');
}

function invalid(pattern: string, why: string): MeshError {
  return new MeshError('CONFIG_INVALID', `The pattern "${pattern}" cannot be used: ${why}.`, {
    hint: 'Use the letters y M d H h m s S a E X Z, or read the column as STRING and convert it in SQL.',
  });
}
