/** Quotes a name for DuckDB; every name that reaches SQL text passes here. Throws on a NUL character. */
export function identifier(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`;
}

/** Quotes a text as a DuckDB string literal; every value that reaches SQL text passes here. Throws on a NUL character. */
export function literal(text: string): string {
  return `'${withoutNul(text).replaceAll("'", "''")}'`;
}

/** `'a', 'b'` in brackets: a list of texts. */
export function literalList(texts: readonly string[]): string {
  return `[${texts.map(literal).join(', ')}]`;
}

function withoutNul(text: string): string {
  if (text.includes('\0')) throw new RangeError('A name or value with a NUL character cannot be used in SQL.');
  return text;
}
