import { type ConfigFinding, nearest } from '@mu-mesh/core';
import { escapePointer, isObject } from '../option/attributes';
import { compileGlob, hasWildcard } from './glob';
import { covers, locate, locationProblem } from './location';

const COMMON = [
  'utf-8',
  'utf-16',
  'utf-16le',
  'utf-16be',
  'utf-32',
  'us-ascii',
  'iso-8859-1',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'macintosh',
  'ibm850',
  'koi8-r',
  'gbk',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
];
const IANA = new Map(
  Object.entries({
    utf8: 'utf-8',
    utf16: 'utf-16',
    utf16le: 'utf-16le',
    utf16be: 'utf-16be',
    ascii: 'us-ascii',
    usascii: 'us-ascii',
    latin1: 'iso-8859-1',
    iso88591: 'iso-8859-1',
    l1: 'iso-8859-1',
    cp1252: 'windows-1252',
    win1252: 'windows-1252',
  }),
);
/** Codecs of the library that are no character sets. */
const NO_CHARSETS = new Set(['hex', 'base64', 'binary']);

/** The IANA name in lower case, or undefined for a name that no decoder knows. */
export function canonicalEncoding(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  const bare = lower.replace(/[^a-z0-9]/g, '');
  const known = IANA.get(bare);
  if (known) return known;
  if (COMMON.includes(lower)) return lower;
  return /^[a-z0-9][a-z0-9_.:-]*$/.test(lower) && !NO_CHARSETS.has(bare) && isDecodable(lower) ? lower : undefined;
}

function isDecodable(name: string): boolean {
  // Loading the decoders takes 10 ms: not for the common names.
  const { encodingExists } = require('iconv-lite') as typeof import('iconv-lite');
  return encodingExists(name);
}

export function unknownEncoding(name: string): { message: string; hint: string } {
  const near = nearest(name, COMMON);
  return {
    message: `there is no encoding "${name}"`,
    hint: near ? `Did you mean "${near}"?` : 'Use an IANA name such as utf-8, windows-1252 or iso-8859-15.',
  };
}

/** Findings about a command's `encoding`: one name, or names by glob. */
export function checkEncoding(given: unknown): ConfigFinding[] {
  if (typeof given === 'string')
    return canonicalEncoding(given) ? [] : [{ pointer: '/encoding', ...unknownEncoding(given) }];
  if (!isObject(given)) return [];
  return Object.entries(given)
    .filter(([glob]) => !glob.startsWith('_'))
    .flatMap(([glob, name]) => {
      const pointer = `/encoding/${escapePointer(glob)}`;
      const problem = locationProblem(glob);
      if (problem) return [{ pointer, ...problem }];
      return typeof name !== 'string' || canonicalEncoding(name) ? [] : [{ pointer, ...unknownEncoding(name) }];
    });
}

/**
 * Which encoding a file has: the first glob that covers it, else the name for all. Globs start at `base`; one
 * without a slash is compared with the file's name. UTF-8 is undefined, being the default everywhere.
 */
export function encodingChooser(
  given: unknown,
  forAll: string | undefined,
  base: string,
): (path: string) => string | undefined {
  const rules = Object.entries(isObject(given) ? given : {}).flatMap(([glob, name]) => {
    return typeof name === 'string' && !glob.startsWith('_') ? [ruleOf(glob, name, base)] : [];
  });
  const rest = typeof given === 'string' ? given : forAll;
  return (path) => {
    const name = canonicalEncoding(rules.find(({ covers }) => covers(path))?.name ?? rest ?? 'utf-8');
    return name === 'utf-8' ? undefined : name;
  };
}

function ruleOf(glob: string, name: string, base: string): { name: string; covers: (path: string) => boolean } {
  if (hasWildcard(glob) && !glob.includes('/')) {
    const matches = compileGlob(glob);
    return { name, covers: (path) => matches(path.slice(path.lastIndexOf('/') + 1)) };
  }
  const location = locate(glob, base);
  return { name, covers: (path) => covers(location, path) };
}
