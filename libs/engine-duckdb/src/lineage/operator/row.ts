import type { IndirectKind } from '@mu-mesh/core';

import { child, items, nodes, numbers, part, text } from '../plan-node';
import type { Rows } from '../rows';
import { influence } from '../sources';
import type { Operator, PlanTrace } from './operator';

export const projection: Operator = (node, trace, scope) => {
  const input = trace.rows(child(node, 0), scope);
  return input.with(items(node, 'expressions').map((expression) => trace.expressions.trace(expression, input)));
};

export const filter: Operator = (node, trace, scope) => {
  const input = trace.rows(child(node, 0), scope);
  return touched(input, items(node, 'expressions'), 'FILTER', trace).project(numbers(node, 'projection_map'));
};

/** ORDER BY, also with LIMIT. */
export const order: Operator = (node, trace, scope) => {
  const input = trace.rows(child(node, 0), scope);
  const keys = nodes(node, 'orders').map((one) => one['expression']);
  const map = numbers(node, 'projections');
  return touched(input, keys, 'SORT', trace).project(map.length > 0 ? map : numbers(node, 'projection_map'));
};

/** LIMIT and OFFSET; how many rows there are can be computed from columns. */
export const limit: Operator = (node, trace, scope) => {
  const input = trace.rows(child(node, 0), scope);
  return touched(
    input,
    ['limit_val', 'offset_val'].map((key) => part(node, key)?.['expression']),
    'FILTER',
    trace,
  );
};

/** DISTINCT groups by all columns, DISTINCT ON by the named ones, of which it takes the first in an order. */
export const distinct: Operator = (node, trace, scope) => {
  const input = trace.rows(child(node, 0), scope);
  const orders = part(node, 'order_by');
  const sorted = touched(input, orders ? nodes(orders, 'orders').map((one) => one['expression']) : [], 'SORT', trace);
  if (text(node, 'distinct_type') !== 'DISTINCT')
    return touched(sorted, items(node, 'distinct_targets'), 'GROUP_BY', trace);
  const rows = sorted.with(sorted.columns);
  for (const column of sorted.columns) influence(rows.influences, column, 'GROUP_BY');
  return rows;
};

/** TABLESAMPLE. */
export const sample: Operator = (node, trace, scope) => trace.rows(child(node, 0), scope);

/** Window functions: the input's columns, then theirs. */
export const appended: Operator = (node, trace, scope) => {
  const input = trace.rows(child(node, 0), scope);
  return input.with([
    ...input.columns,
    ...items(node, 'expressions').map((expression) => trace.expressions.trace(expression, input)),
  ]);
};

/** unnest() in SELECT: the same, and the lists decide how often each row is there. */
export const unnested: Operator = (node, trace, scope) => {
  const rows = appended(node, trace, scope);
  const { length } = items(node, 'expressions');
  for (const column of rows.columns.slice(rows.columns.length - length)) influence(rows.influences, column, 'JOIN');
  return rows;
};

/** The same rows, with more that decides about them. */
function touched(input: Rows, expressions: readonly unknown[], kind: IndirectKind, trace: PlanTrace): Rows {
  const rows = input.with(input.columns);
  for (const expression of expressions) trace.expressions.touch(expression, input, kind, rows.influences);
  return rows;
}
