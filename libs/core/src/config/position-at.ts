import type { Position } from '../model/issue';
import type { SqlText } from '../model/job';
import { LineIndex } from './read/line-index';

const literals = new WeakMap<SqlText, string>();

/** Keeps how a file spells an inline statement, so that its escapes do not shift positions. */
export function rememberLiteral(sql: SqlText, literal: string): void {
  literals.set(sql, literal);
}

/**
 * Position in its file of an offset (UTF-16 code units) inside a statement. Inline SQL stands on one line of its job
 * file, where each character may be an escape of several.
 */
export function positionAt(sql: SqlText, offset: number): Position {
  const { position, text } = sql;
  if (position.pointer === undefined) {
    const { line, column } = new LineIndex(text).at(offset);
    return { ...position, line: position.line + line - 1, column: line === 1 ? position.column + column - 1 : column };
  }
  const literal = literals.get(sql) ?? JSON.stringify(text);
  return { ...position, column: position.column + literalOffset(literal, offset) };
}

/** Offset inside a JSON string literal, its quote included, of the character at `offset` of its value. */
function literalOffset(literal: string, offset: number): number {
  let at = 1;
  for (let i = 0; i < offset && at < literal.length - 1; i += 1) {
    if (literal[at] !== '\\') at += 1;
    else at += literal[at + 1] === 'u' ? 6 : 2;
  }
  return at;
}
