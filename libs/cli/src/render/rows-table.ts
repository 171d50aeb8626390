import { bordered } from './grid';
import { cell } from './printable';
import type { View } from './view';

/** Rows of data in a table; NULL is dim, long values are cut. */
export function renderRows(
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  view: View,
): string {
  return bordered(
    columns.map((column) => view.paint.bold(cell(column))),
    rows.map((row) => row.map((value) => (value === null ? view.paint.dim('NULL') : cell(value)))),
  );
}
