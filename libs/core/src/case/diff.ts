import type { Relation, Scope } from '../ports';

export interface DiffRow {
  kind: 'missing' | 'unexpected' | 'changed';
  /** The row as it is; of a missing row, as it was expected. */
  cells: (string | null)[];
  /** Of a changed row: what was expected. */
  expected?: (string | null)[];
}

export interface RowDiff {
  columns: string[];
  rows: DiffRow[];
  /** Differing rows that are not listed. */
  truncated: number;
}

/** Rows listed at most, per side. */
const LIMIT = 50;

/** Rows that differ, ignoring order but not repetition; undefined where there are none. Both have the same columns. */
export async function diffRows(scope: Scope, actual: Relation, expected: Relation): Promise<RowDiff | undefined> {
  await scope.name('actual', actual);
  await scope.name('expected', expected);
  const missing = await scope.query('SELECT * FROM expected EXCEPT ALL SELECT * FROM actual');
  const unexpected = await scope.query('SELECT * FROM actual EXCEPT ALL SELECT * FROM expected');
  const counts = [await scope.count(missing), await scope.count(unexpected)];
  if (counts.every((count) => count === 0)) return undefined;
  const left = await scope.rows(missing, LIMIT);
  const right = await scope.rows(unexpected, LIMIT);
  const truncated = counts.reduce((sum, count) => sum + Math.max(0, count - LIMIT), 0);
  return { columns: expected.columns.map((column) => column.name), rows: pair(left, right), truncated };
}

/** Rows that differ at the same place, order counted. */
export async function diffOrdered(scope: Scope, actual: Relation, expected: Relation): Promise<RowDiff | undefined> {
  const left = await scope.rows(expected, Number.MAX_SAFE_INTEGER);
  const right = await scope.rows(actual, Number.MAX_SAFE_INTEGER);
  const rows: DiffRow[] = [];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const want = left[index];
    const have = right[index];
    if (want && have && equalCells(want, have) === want.length) continue;
    if (want && have) rows.push({ kind: 'changed', cells: have, expected: want });
    else if (want) rows.push({ kind: 'missing', cells: want });
    else if (have) rows.push({ kind: 'unexpected', cells: have });
  }
  if (rows.length === 0) return undefined;
  const columns = expected.columns.map((column) => column.name);
  return { columns, rows: rows.slice(0, LIMIT), truncated: Math.max(0, rows.length - LIMIT) };
}

/** Shows a missing and an unexpected row as one changed row where at least half of their cells agree. */
function pair(missing: (string | null)[][], unexpected: (string | null)[][]): DiffRow[] {
  const rows: DiffRow[] = [];
  const left = [...unexpected];
  for (const want of missing) {
    const scores = left.map((have) => equalCells(want, have));
    const best = Math.max(...scores, 0);
    const index = scores.indexOf(best);
    const have = left[index];
    if (have && best * 2 >= want.length) {
      rows.push({ kind: 'changed', cells: have, expected: want });
      left.splice(index, 1);
    } else rows.push({ kind: 'missing', cells: want });
  }
  return [...rows, ...left.map((cells): DiffRow => ({ kind: 'unexpected', cells }))];
}

function equalCells(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  return a.filter((cell, index) => cell === b[index]).length;
}
