import { bordered } from './grid';
import { cell } from './printable';
import type { View } from './view';

export interface RowChange {
  /** Decides colour and sign. */
  kind: 'added' | 'removed' | 'changed';
  /** `missing`, `added` … */
  label: string;
  cells: readonly (string | null)[];
  /** Of a changed row: its cells before. */
  before?: readonly (string | null)[];
}

/** Rows that differ in a table: removed ones red, added ones green, of changed ones what was and what is. */
export function renderRowChanges(columns: readonly string[], changes: readonly RowChange[], { paint }: View): string {
  const text = (value: string | null): string => (value === null ? 'NULL' : cell(value, 40));
  const rows = changes.map(({ kind, label, cells, before }) => {
    if (kind === 'removed') return [paint.red(`- ${label}`), ...cells.map((value) => paint.red(text(value)))];
    if (kind === 'added') return [paint.green(`+ ${label}`), ...cells.map((value) => paint.green(text(value)))];
    const changed = cells.map((value, index) => {
      const was = before?.[index] ?? null;
      return was === value ? text(value) : `${paint.red(text(was))} → ${paint.green(text(value))}`;
    });
    return [paint.yellow(`~ ${label}`), ...changed];
  });
  return bordered(['', ...columns.map((column) => cell(column))], rows);
}
