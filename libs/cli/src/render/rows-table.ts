import { plural } from './figures';
import { bordered } from './grid';
import { cell } from './printable';
import type { View } from './view';

/** Rows of data in a table; NULL is dim, long values are cut, and on a terminal columns that it is too narrow for are left out. */
export function renderRows(
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  view: View,
): string {
  const head = columns.map((column) => cell(column));
  const cells = rows.map((row) => row.map((value) => (value === null ? 'NULL' : cell(value))));
  const shown = view.terminal ? fitting([head, ...cells], view.columns) : head.length;
  const table = bordered(
    head.slice(0, shown).map((column) => view.paint.bold(column)),
    cells.map((row, i) => row.slice(0, shown).map((text, j) => (rows[i]?.[j] === null ? view.paint.dim(text) : text))),
  );
  if (shown === head.length) return table;
  return `${table}\n${view.paint.dim(`… and ${plural(head.length - shown, 'more column')} that a wider window has room for`)}`;
}

/** How many columns, at least one, have room beside each other in `width` cells. */
function fitting(lines: readonly (readonly string[])[], width: number): number {
  const stringWidth = require('string-width') as typeof import('string-width').default;
  const count = lines[0]?.length ?? 0;
  // Each column stands between blanks and has a border on its left; the last one has one on its right as well.
  let room = width - 1;
  for (let column = 0; column < count; column += 1) {
    room -= Math.max(...lines.map((line) => stringWidth(line[column] ?? ''))) + 3;
    if (room < 0) return Math.max(1, column);
  }
  return count;
}
