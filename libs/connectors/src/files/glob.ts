/**
 * Globs over one path segment, as Hadoop's GlobPattern (and so Spark) reads them: `*`, `?`, `[a-z]`, `[^a]`,
 * `{a,b}`, backslash escapes. Matching takes time in proportion to name × pattern, whatever the pattern.
 */
type Token =
  | { kind: 'char'; char: string }
  | { kind: 'one' }
  | { kind: 'many' }
  | { kind: 'class'; negated: boolean; ranges: [string, string][] };

const ALTERNATIVES = 1000;

/** A pattern that cannot be read; the message ends a sentence. */
export class GlobError extends Error {}

export function hasWildcard(segment: string): boolean {
  return /[*?[{]/.test(segment.replace(/\\./g, ''));
}

/** The text that a segment without wildcards stands for. */
export function literalText(segment: string): string {
  return segment.replace(/\\(.)/g, '$1');
}

/** Throws GlobError. */
export function compileGlob(pattern: string): (name: string) => boolean {
  const alternatives = expandBraces([...pattern]).map(tokenize);
  return (name) => {
    const chars = [...name];
    return alternatives.some((tokens) => matches(tokens, chars));
  };
}

function expandBraces(pattern: string[]): string[][] {
  const open = findUnescaped(pattern, '{', 0);
  if (open < 0) return [pattern];
  const commas: number[] = [];
  let depth = 0;
  let close = -1;
  for (let at = open; at < pattern.length && close < 0; at += 1) {
    const char = pattern[at];
    if (char === '\\') at += 1;
    else if (char === '{') depth += 1;
    else if (char === ',' && depth === 1) commas.push(at);
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) close = at;
    }
  }
  if (close < 0) throw new GlobError('has a { that is not closed');
  const bounds = [open, ...commas, close];
  const expanded = bounds.slice(1).flatMap((end, index) => {
    const start = bounds[index] ?? open;
    return expandBraces([...pattern.slice(0, open), ...pattern.slice(start + 1, end), ...pattern.slice(close + 1)]);
  });
  if (expanded.length > ALTERNATIVES) throw new GlobError(`has more than ${ALTERNATIVES} alternatives in braces`);
  return expanded;
}

function findUnescaped(pattern: readonly string[], char: string, from: number): number {
  for (let at = from; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1;
    else if (pattern[at] === char) return at;
  }
  return -1;
}

function tokenize(pattern: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at] ?? '';
    if (char === '\\') {
      at += 1;
      const escaped = pattern[at];
      if (escaped === undefined) throw new GlobError('ends in a backslash');
      tokens.push({ kind: 'char', char: escaped });
    } else if (char === '*') tokens.push({ kind: 'many' });
    else if (char === '?') tokens.push({ kind: 'one' });
    else if (char === '[') {
      const close = findUnescaped(pattern, ']', at + 1);
      if (close < 0) throw new GlobError('has a [ that is not closed');
      tokens.push(characterClass(pattern.slice(at + 1, close)));
      at = close;
    } else tokens.push({ kind: 'char', char });
  }
  return tokens;
}

function characterClass(body: readonly string[]): Token {
  const negated = body[0] === '^' || body[0] === '!';
  const chars = negated ? body.slice(1) : [...body];
  if (chars.length === 0) throw new GlobError('has empty brackets []');
  const ranges: [string, string][] = [];
  for (let at = 0; at < chars.length; at += 1) {
    if (chars[at] === '\\') at += 1;
    const from = chars[at] ?? '\\';
    const isRange = chars[at + 1] === '-' && at + 2 < chars.length;
    ranges.push([from, isRange ? (chars[at + 2] ?? from) : from]);
    if (isRange) at += 2;
  }
  return { kind: 'class', negated, ranges };
}

function matches(tokens: readonly Token[], chars: readonly string[]): boolean {
  let token = 0;
  let char = 0;
  let star = -1;
  let resume = 0;
  while (char < chars.length) {
    const current = tokens[token];
    if (current?.kind === 'many') {
      star = token;
      resume = char;
      token += 1;
    } else if (current && matchesOne(current, chars[char] ?? '')) {
      token += 1;
      char += 1;
    } else if (star >= 0) {
      resume += 1;
      char = resume;
      token = star + 1;
    } else return false;
  }
  return tokens.slice(token).every(({ kind }) => kind === 'many');
}

function matchesOne(token: Token, char: string): boolean {
  switch (token.kind) {
    case 'one':
      return true;
    case 'char':
      return token.char === char;
    case 'class':
      return token.ranges.some(([from, to]) => from <= char && char <= to) !== token.negated;
    case 'many':
      return false;
  }
}
