import { Untraced, child, items, nodes, number, part } from '../plan-node';
import { Rows } from '../rows';
import { Sources, influence } from '../sources';
import type { Operator, PlanTrace } from './operator';

/** Groups, then aggregates, then GROUPING() functions. */
export const aggregate: Operator = (node, trace, scope) => {
  const input = trace.rows(child(node, 0), scope);
  const groups = items(node, 'groups').map((expression) => trace.expressions.trace(expression, input));
  const aggregates = items(node, 'expressions').map((expression) => trace.expressions.trace(expression, input));
  const groupings = items(node, 'grouping_functions').map((indexes) =>
    grouping(groups, Array.isArray(indexes) ? indexes : []),
  );
  if (groups.length === 0) return oneRow(input, [...aggregates, ...groupings]);
  const rows = input.with([...groups, ...aggregates, ...groupings]);
  for (const group of groups) influence(rows.influences, group, groupKind(group, trace));
  return rows;
};

/** Without GROUP BY there is always one row: what decided about the input's rows decides about values, not about rows. */
function oneRow(input: Rows, columns: readonly Sources[]): Rows {
  return new Rows(columns.map((column) => withInfluences(column, input)));
}

/** A copy of a column that what decides about its rows decides about too. */
export function withInfluences(column: Sources, rows: Rows): Sources {
  const copy = new Sources(column.unreadable);
  copy.merge(column, 'IDENTITY');
  copy.indirect.merge(rows.influences);
  return copy;
}

/** A subquery that is computed for each outer row groups by it; that is how it is computed, not what was written. */
function groupKind(group: Sources, trace: PlanTrace): 'GROUP_BY' | 'SUBQUERY' {
  return trace.correlated.has(group) ? 'SUBQUERY' : 'GROUP_BY';
}

function grouping(groups: readonly Sources[], indexes: readonly unknown[]): Sources {
  const column = new Sources();
  for (const index of indexes) {
    const group = groups[Number(index)];
    if (!group) throw new Untraced('GROUPING of a column that is no group');
    column.mergeAsInfluence(group, 'GROUP_BY');
  }
  return column;
}

/** PIVOT: the groups, then one column for each listed value, made of all that is aggregated. */
export const pivot: Operator = (node, trace, scope) => {
  const input = trace.rows(child(node, 0), scope);
  const bound = part(node, 'bound_pivot') ?? {};
  const groups = number(bound, 'group_count') ?? 0;
  const width = items(bound, 'types').length;
  const aggregated = nodes(bound, 'aggregates').length;
  const columns = Array.from({ length: Math.max(0, width - groups) }, (_, index) => {
    const column = new Sources();
    const own = input.columns[groups + (aggregated > 0 ? index % aggregated : 0)];
    if (aggregated > 1 && own) column.merge(own, 'AGGREGATION');
    else for (const other of input.columns.slice(groups, -1)) column.merge(other, 'AGGREGATION');
    const values = input.columns.at(-1);
    if (values) column.mergeAsInfluence(values, 'FILTER');
    return column;
  });
  return input.with([...input.columns.slice(0, groups), ...columns]);
};
