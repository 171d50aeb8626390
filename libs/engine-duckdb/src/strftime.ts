import { MeshError } from '@mu-mesh/core';

const LETTERS: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  uuuu: '%Y',
  y: '%Y',
  u: '%Y',
  yy: '%y',
  uu: '%y',
  MM: '%m',
  M: '%-m',
  MMM: '%b',
  MMMM: '%B',
  dd: '%d',
  d: '%-d',
  DDD: '%j',
  D: '%-j',
  HH: '%H',
  H: '%-H',
  hh: '%I',
  h: '%-I',
  mm: '%M',
  m: '%-M',
  ss: '%S',
  s: '%-S',
  SSS: '%g',
  SSSSSS: '%f',
  SSSSSSSSS: '%n',
  a: '%p',
  E: '%a',
  EE: '%a',
  EEE: '%a',
  EEEE: '%A',
  Z: '%z',
  XX: '%z',
  XXX: '%z',
  xxx: '%z',
  x: '%z',
  X: '%z',
  z: '%Z',
  VV: '%Z',
};

/** Translates one of Spark's datetime patterns to DuckDB's. Throws CONFIG_INVALID for letters that have no counterpart. */
export function toStrftime(pattern: string): string {
  let out = '';
  for (const [part] of pattern.matchAll(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'/g)) {
    if (part === "''") out += "'";
    else if (part.startsWith("'")) out += part.slice(1, -1).replaceAll("''", "'").replaceAll('%', '%%');
    else if (/^[A-Za-z]/.test(part)) out += letters(part, pattern);
    else out += part.replaceAll(/[[\]]/g, '').replaceAll('%', '%%');
  }
  return out;
}

function letters(part: string, pattern: string): string {
  const found = LETTERS[part];
  if (found) return found;
  throw new MeshError('CONFIG_INVALID', `The datetime pattern "${pattern}" has "${part}", which is not supported.`, {
    hint: 'Use letters such as yyyy MM dd HH mm ss SSS XXX, and quotes around text.',
  });
}
