import { Untraced, child, nodes, number, text } from '../plan-node';
import { Rows } from '../rows';
import { Sources, influence } from '../sources';
import type { Operator } from './operator';

/** Rounds after which a recursive query's lineage has long stopped growing: it grows by one source at least in each. */
const ROUNDS = 1000;

export const union: Operator = (node, trace, scope) => {
  const parts = nodes(node, 'children').map((one) => trace.rows(one, scope));
  return merged(parts, number(node, 'column_count') ?? 0);
};

/** EXCEPT and INTERSECT: the left side's values; whole rows of both sides are compared. */
export const compared: Operator = (node, trace, scope) => {
  const parts = nodes(node, 'children').map((one) => trace.rows(one, scope));
  const width = number(node, 'column_count') ?? 0;
  const [first = new Rows([])] = parts;
  const rows = new Rows(Array.from({ length: width }, (_, index) => first.column(index)));
  for (const one of parts) {
    rows.influences.merge(one.influences);
    for (const column of one.columns.slice(0, width)) influence(rows.influences, column, 'FILTER');
  }
  return rows;
};

export const materializedCte: Operator = (node, trace, scope) => {
  trace.ctes.set(number(node, 'table_index') ?? Number.NaN, trace.rows(child(node, 0), scope));
  return trace.rows(child(node, 1), scope);
};

/** Repeats the recursive part until it adds no source. */
export const recursiveCte: Operator = (node, trace, scope) => {
  const index = number(node, 'table_index') ?? Number.NaN;
  const seed = trace.rows(child(node, 0), scope);
  const width = seed.columns.length;
  let rows = merged([seed], width);
  for (let round = 0; round < ROUNDS; round += 1) {
    trace.ctes.set(index, rows);
    const next = merged([rows, trace.rows(child(node, 1), scope)], width);
    if (sizeOf(next) === sizeOf(rows)) return next;
    rows = next;
  }
  throw new Untraced(`the recursive query ${text(node, 'ctename')}`);
};

function merged(parts: readonly Rows[], width: number): Rows {
  const rows = new Rows(
    Array.from({ length: width }, (_, index) => {
      const column = new Sources();
      for (const one of parts) column.merge(one.column(index), 'IDENTITY');
      return column;
    }),
  );
  for (const one of parts) rows.influences.merge(one.influences);
  return rows;
}

function sizeOf(rows: Rows): number {
  return rows.columns.reduce((size, column) => size + column.size, rows.influences.size);
}
