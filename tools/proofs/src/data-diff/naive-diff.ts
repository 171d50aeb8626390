/** A value as a query shows it: text, or null for NULL. */
export type Cell = string | null;

export interface NaiveDiff {
  added: number;
  removed: number;
  changed: number;
  unchanged: number;
  /** By column, those of the key included. */
  moved: number[];
}

/**
 * What differs, found by looking at every row in JavaScript. Cells are normalised: equal texts are equal values.
 * Rows whose key comes more than once in a table, and all rows where there is no key, are compared whole.
 */
export function naiveDiff(from: readonly Cell[][], to: readonly Cell[][], key: readonly number[]): NaiveDiff {
  const width = (from[0] ?? to[0] ?? []).length;
  const result: NaiveDiff = { added: 0, removed: 0, changed: 0, unchanged: 0, moved: Array<number>(width).fill(0) };
  const keyOf = (row: readonly Cell[]): string => JSON.stringify(key.map((index) => row[index]));
  const [old, young] = [group(from, keyOf), group(to, keyOf)];
  for (const id of new Set([...old.keys(), ...young.keys()])) {
    const [before, after] = [old.get(id) ?? [], young.get(id) ?? []];
    const [one, other] = [before[0], after[0]];
    if (key.length > 0 && before.length <= 1 && after.length <= 1) {
      if (!one) result.added += 1;
      else if (!other) result.removed += 1;
      else {
        const moved = one.map((cell, index) => cell !== other[index]);
        result[moved.some(Boolean) ? 'changed' : 'unchanged'] += 1;
        moved.forEach((is, index) => (result.moved[index] = (result.moved[index] ?? 0) + Number(is)));
      }
    } else {
      const left = after.map((row) => JSON.stringify(row));
      for (const row of before) {
        const at = left.indexOf(JSON.stringify(row));
        if (at >= 0) left.splice(at, 1);
        result[at >= 0 ? 'unchanged' : 'removed'] += 1;
      }
      result.added += left.length;
    }
  }
  return result;
}

function group(rows: readonly Cell[][], keyOf: (row: readonly Cell[]) => string): Map<string, Cell[][]> {
  const groups = new Map<string, Cell[][]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}
