/** A quoted text, a dollar-quoted text or a comment, from its first character on; block comments are handled apart. */
const TOKEN = /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*|;/g;

/** A single statement without the semicolon that ends it, and what stands behind. */
export function withoutSemicolon(sql: string): string {
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(sql); match; match = TOKEN.exec(sql)) {
    if (match[0] === ';') return sql.slice(0, match.index);
    if (match[0] === '/*') TOKEN.lastIndex = endOfComment(sql, match.index);
  }
  return sql;
}

/** Block comments nest. */
function endOfComment(sql: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(sql); match; match = mark.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
}
