import { isNode, type SerializedNode } from '@mu-mesh/core';

import { TABLE_FUNCTIONS } from '../../analysis/functions';
import { Untraced, child, items, nodes, number, numbers, part, text } from '../plan-node';
import { Rows } from '../rows';
import { Sources, columnKey, influence, rowsKey } from '../sources';
import type { Operator, PlanTrace } from './operator';

/** A table, or a table function over its arguments. */
export const get: Operator = (node, trace, scope) => {
  const arguments_ = nodes(node, 'children').length > 0 ? trace.rows(child(node, 0), scope) : new Rows([]);
  const table = text(node, 'name') === 'seq_scan' ? tableOf(node, trace) : undefined;
  const columns = table === undefined ? functionColumns(node, arguments_) : tableColumns(node, table, trace);
  const chosen = numbers(node, 'projection_ids');
  const projected = chosen.length > 0 ? new Rows(columns).project(chosen).columns : columns;
  const passed = numbers(node, 'projected_input').map((index) => arguments_.column(index));
  const rows = arguments_.with([...projected, ...passed]);
  if (table !== undefined) rows.influences.add(rowsKey(table), 'FILTER');
  // How many rows a table function makes of each row follows from its arguments.
  for (const argument of takenBy(node, arguments_)) influence(rows.influences, argument, 'JOIN');
  return rows;
};

/** The input that it is. */
function tableOf(node: SerializedNode, trace: PlanTrace): number {
  const data = part(node, 'function_data') ?? {};
  return trace.inputOf(text(data, 'catalog'), text(data, 'schema'), text(data, 'table'));
}

function tableColumns(node: SerializedNode, input: number, trace: PlanTrace): Sources[] {
  const names = items(node, 'names');
  return scannedIndexes(node).map((index) => {
    if (index >= names.length) return new Sources('a pseudo-column such as rowid');
    const column = new Sources();
    column.add(columnKey(input, index), 'IDENTITY');
    trace.scanned(columnKey(input, index));
    return column;
  });
}

/** Everything that a table function yields may come from each of its arguments. */
function functionColumns(node: SerializedNode, input: Rows): Sources[] {
  const name = text(node, 'name');
  if (!TABLE_FUNCTIONS.has(name)) throw new Untraced(`the table function ${name}`);
  const taken = takenBy(node, input);
  return scannedIndexes(node).map(() => {
    const column = new Sources();
    for (const argument of taken) column.merge(argument, 'TRANSFORMATION');
    return column;
  });
}

function takenBy(node: SerializedNode, input: Rows): readonly Sources[] {
  return input.columns.slice(0, items(node, 'input_table_types').length);
}

function scannedIndexes(node: SerializedNode): number[] {
  const indexes = nodes(node, 'column_indexes').map((column) => number(column, 'index') ?? Number.NaN);
  return indexes.length > 0 ? indexes : [Number.POSITIVE_INFINITY];
}

/** VALUES. */
export const expressionGet: Operator = (node, trace, scope) => {
  const input = nodes(node, 'children').length > 0 ? trace.rows(child(node, 0), scope) : new Rows([]);
  const lists = items(node, 'expressions').filter(Array.isArray);
  const width = items(node, 'expr_types').length || (lists[0]?.length ?? 0);
  const columns = Array.from({ length: width }, (_, index) => {
    const column = new Sources();
    for (const list of lists) column.merge(trace.expressions.trace(list[index], input), 'TRANSFORMATION');
    return column;
  });
  return input.with(columns);
};

/** One row of nothing: SELECT without FROM. */
export const dummyScan: Operator = () => new Rows([new Sources()]);

/** Rows that are in the plan itself. */
export const chunkGet: Operator = (node) =>
  new Rows(blank(Math.max(items(node, 'chunk_types').length, items(node, 'return_types').length)));

/** The outer row inside a correlated subquery. */
export const delimGet: Operator = (node, _trace, scope) => {
  const { outer } = scope;
  if (!outer) throw new Untraced('an outer row outside of a correlated subquery');
  const width = items(node, 'chunk_types').length;
  if (width !== outer.length) throw new Untraced(`an outer row of ${width} columns in place of ${outer.length}`);
  return new Rows(outer);
};

export const cteRef: Operator = (node, trace) => {
  const rows = trace.ctes.get(number(node, 'cte_index') ?? Number.NaN);
  const width = items(node, 'chunk_types').filter(isNode).length;
  if (!rows) throw new Untraced('a CTE that is not declared');
  if (rows.columns.length < width) throw new Untraced(`a CTE of ${width} columns in place of ${rows.columns.length}`);
  return rows.project(Array.from({ length: width }, (_, index) => index));
};

function blank(length: number): Sources[] {
  return Array.from({ length }, () => new Sources());
}
