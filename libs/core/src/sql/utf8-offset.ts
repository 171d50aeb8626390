/**
 * Turns offsets in UTF-8 bytes (DuckDB's) into offsets in UTF-16 code units (JavaScript's) of one text.
 * An offset past the end, or DuckDB's marker for "unknown" (2^64 − 1), gives undefined.
 */
export function utf16Offsets(text: string): (byteOffset: number) => number | undefined {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length === text.length) return (offset) => (inside(offset, bytes.length) ? offset : undefined);
  return (offset) => (inside(offset, bytes.length) ? bytes.toString('utf8', 0, offset).length : undefined);
}

function inside(offset: number, length: number): boolean {
  return Number.isSafeInteger(offset) && offset >= 0 && offset <= length;
}
