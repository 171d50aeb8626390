import { isAbsolute, join, relative, resolve } from 'node:path';
import { compileGlob, GlobError, hasWildcard, literalText } from './glob';

/** A `file_location` taken apart. */
export interface Location {
  /** Absolute; the longest part of the path without a wildcard: a file or a folder. */
  root: string;
  /** What follows the root, one glob a segment, `**` for any number of folders; empty: the root itself. */
  pattern: string[];
}

export interface LocationProblem {
  message: string;
  hint?: string;
}

/** What is wrong with a path as text, before anything is looked up. */
export function pathProblem(text: string): LocationProblem | undefined {
  if (text.trim() === '') return { message: 'the path is empty' };
  if (text.includes('\0')) return { message: 'the path has a NUL character, which no file name can have' };
  const segments = text.split('/');
  if (text.startsWith('~') || segments.includes('~')) {
    return {
      message: `"~" in "${text}" is not replaced by a home folder`,
      hint: 'Write the folder itself, absolute or relative to the job file.',
    };
  }
  const scheme = segments.find((segment) => /^[a-z][a-z0-9+.-]+:$/i.test(segment));
  if (scheme) {
    return {
      message: `"${text}" is a URL (${scheme}//); only files of this machine are read and written`,
      hint:
        scheme.toLowerCase() === 'file:'
          ? 'Write the path without file://.'
          : 'Copy the files here first, or mount them.',
    };
  }
  return undefined;
}

/** What is wrong with the path or glob of a source. */
export function locationProblem(text: string): LocationProblem | undefined {
  const problem = pathProblem(text);
  if (problem) return problem;
  const segments = splitSegments(text);
  const first = segments.findIndex(hasWildcard);
  const globs = first < 0 ? [] : segments.slice(first);
  if (globs.includes('..'))
    return { message: `"${text}" goes up (..) after a wildcard`, hint: 'Put the .. before the first wildcard.' };
  const spanning = globs.find((glob) => glob.includes('/'));
  if (spanning)
    return { message: `"${spanning}" has a / inside braces`, hint: 'Give each folder level its own braces.' };
  return globProblem(text, globs);
}

export function globProblem(text: string, globs: readonly string[]): LocationProblem | undefined {
  try {
    globs.forEach((glob) => compileGlob(glob));
    return undefined;
  } catch (error) {
    if (!(error instanceof GlobError)) throw error;
    return {
      message: `"${text}" ${error.message}`,
      hint: 'Put a backslash before a character that is meant literally.',
    };
  }
}

/**
 * Takes a path or glob apart. The base itself is never read as a glob, even where the text was made absolute with it.
 * The text must have no `locationProblem`.
 */
export function locate(text: string, base: string): Location {
  const below = isAbsolute(text) ? textBelow(text, base) : text;
  const segments = splitSegments(below ?? text).filter(
    (segment, index) => index === 0 || (segment !== '' && segment !== '.'),
  );
  const first = segments.findIndex(hasWildcard);
  const fixed = (first < 0 ? segments : segments.slice(0, first)).map(literalText).join('/');
  const root = below === undefined ? resolve('/', fixed) : resolve(base, fixed);
  return { root, pattern: first < 0 ? [] : segments.slice(first) };
}

/** True where the location names this file, or a folder above it. */
export function covers(location: Location, path: string): boolean {
  const rest = relative(location.root, path);
  if (rest === '') return location.pattern.length === 0;
  if (rest.startsWith('..') || isAbsolute(rest)) return false;
  return location.pattern.length === 0 || coversSegments(location.pattern, rest.split('/'));
}

function coversSegments(pattern: readonly string[], names: readonly string[]): boolean {
  const [glob, ...globs] = pattern;
  if (glob === undefined) return true;
  if (glob === '**')
    return coversSegments(globs, names) || (names.length > 1 && coversSegments(pattern, names.slice(1)));
  const [name, ...rest] = names;
  return name !== undefined && compileGlob(glob)(name) && coversSegments(globs, rest);
}

function textBelow(text: string, base: string): string | undefined {
  const prefix = join(base, '/');
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}

/** Segments between slashes that are not inside braces. */
function splitSegments(text: string): string[] {
  const segments: string[] = [''];
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '/' && depth === 0) {
      segments.push('');
      continue;
    }
    if (char === '{') depth += 1;
    if (char === '}' && depth > 0) depth -= 1;
    const escaped = char === '\\' ? text.charAt(at + 1) : '';
    segments[segments.length - 1] += char + escaped;
    at += escaped.length;
  }
  return segments;
}
