import type { Position } from '../../model/issue';
import type { ConfigDocument } from '../../config/read/document';

/**
 * Where the parts of a query stand that a file spells as a YAML or JSON text, folded, quoted or as it is: by the offset
 * (UTF-16 code units) in the query from which on each character of it is one of the file.
 */
export function queryPositions(
  document: ConfigDocument,
  place: { offset: number; end: number },
  query: string,
): Record<string, Position> {
  const found: Record<string, Position> = {};
  let at = start(document.text, place.offset);
  let before: number | undefined;
  for (let offset = 0; offset < query.length; offset += 1) {
    const wanted = query.charAt(offset);
    if (/\s/.test(wanted)) continue;
    at = find(document.text, wanted, at, place);
    if (at >= place.end) break;
    if (at - offset !== before) found[offset] = document.at(at);
    before = at - offset;
    at += 1;
  }
  return found;
}

/** The next place of a character: what lies between is indentation, quotes and escapes. */
function find(text: string, wanted: string, from: number, { offset, end }: { offset: number; end: number }): number {
  const hasEscapes = text.charAt(offset) === '"';
  let at = from;
  while (at < end) {
    if (hasEscapes && text.charAt(at) === '\\') {
      const escaped = text.charAt(at + 1);
      if (escaped === wanted && '"\\/'.includes(escaped)) return at + 1;
      at += 2;
    } else if (text.charAt(at) === wanted) return at;
    else at += 1;
  }
  return end;
}

/** The first character of a block is on the line after its header (`>-`, `|`). */
function start(text: string, offset: number): number {
  if (text.charAt(offset) !== '|' && text.charAt(offset) !== '>') return offset;
  const line = text.indexOf('\n', offset);
  return line < 0 ? text.length : line + 1;
}
