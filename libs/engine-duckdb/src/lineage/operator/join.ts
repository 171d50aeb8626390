import type { SerializedNode } from '@mu-mesh/core';

import { Untraced, child, items, nodes, numbers, part, text } from '../plan-node';
import { Rows } from '../rows';
import { Sources, influence } from '../sources';
import { withInfluences } from './aggregate';
import type { Operator, PlanTrace, Scope } from './operator';

const JOINS = new Set([
  'INNER',
  'LEFT',
  'RIGHT',
  'FULL',
  'OUTER',
  'SEMI',
  'ANTI',
  'RIGHT_SEMI',
  'RIGHT_ANTI',
  'MARK',
  'SINGLE',
]);

/** Cross and positional joins. */
export const sideBySide: Operator = (node, trace, scope) =>
  trace.rows(child(node, 0), scope).beside(trace.rows(child(node, 1), scope));

export const join: Operator = (node, trace, scope) => {
  const type = text(node, 'join_type');
  if (!JOINS.has(type)) throw new Untraced(`the join ${type}`);
  const [left, right] = sides(node, trace, scope);
  const l = left.project(numbers(node, 'left_projection_map'));
  const r = right.project(numbers(node, 'right_projection_map'));
  if (type === 'SINGLE') return scalarSubquery(node, trace, { left, right, l, r });
  if (type === 'MARK') return markedRows(node, trace, { left, right, l });
  const rows = ['SEMI', 'ANTI'].includes(type) ? l.with(l.columns) : l.beside(r);
  const result = ['RIGHT_SEMI', 'RIGHT_ANTI'].includes(type) ? rows.with(r.columns) : rows;
  result.influences.merge(right.influences);
  for (const { column, own } of conditions(node, trace, left, right))
    influence(result.influences, column, own ? 'JOIN' : 'SUBQUERY');
  return result;
};

/** Left, then right; a side that depends on the other's row comes after it. */
function sides(node: SerializedNode, trace: PlanTrace, scope: Scope): [Rows, Rows] {
  if (text(node, 'type') !== 'LOGICAL_DELIM_JOIN')
    return [trace.rows(child(node, 0), scope), trace.rows(child(node, 1), scope)];
  const flipped = node['delim_flipped'] === true;
  const outer = trace.rows(child(node, flipped ? 1 : 0), scope);
  const eliminated = items(node, 'duplicate_eliminated_columns').map((expression) =>
    correlatedCopy(trace.expressions.trace(expression, outer), trace),
  );
  const inner = trace.rows(child(node, flipped ? 0 : 1), { ...scope, outer: eliminated });
  return flipped ? [inner, outer] : [outer, inner];
}

function correlatedCopy(column: Sources, trace: PlanTrace): Sources {
  const copy = new Sources(column.unreadable);
  copy.merge(column, 'IDENTITY');
  trace.correlated.add(copy);
  return copy;
}

interface Sides {
  left: Rows;
  right: Rows;
  /** Projected. */
  l: Rows;
}

/** A scalar subquery gives a value to each row of the left, and takes none away. */
function scalarSubquery(node: SerializedNode, trace: PlanTrace, { left, right, l, r }: Sides & { r: Rows }): Rows {
  const used = conditions(node, trace, left, right);
  const values = r.columns.map((column) => {
    const value = withInfluences(column, right);
    for (const { column: other } of used) value.mergeAsInfluence(other, 'SUBQUERY');
    return value;
  });
  return l.with([...l.columns, ...values]);
}

/** IN, ANY, EXISTS: a truth value for each row of the left, computed from both sides. */
function markedRows(node: SerializedNode, trace: PlanTrace, { left, right, l }: Sides): Rows {
  const mark = new Sources();
  for (const { column, own } of conditions(node, trace, left, right)) {
    if (own) mark.merge(column, 'TRANSFORMATION');
    else mark.mergeAsInfluence(column, 'SUBQUERY');
  }
  mark.indirect.merge(right.influences);
  return l.with([...l.columns, mark]);
}

interface Condition {
  column: Sources;
  /** false: it ties a subquery to its outer row. */
  own: boolean;
}

/** What the join's conditions read. */
function conditions(node: SerializedNode, trace: PlanTrace, left: Rows, right: Rows): Condition[] {
  const both = new Rows([...left.columns, ...right.columns]);
  const found: Condition[] = [];
  const use = (...columns: Sources[]): void => {
    const own = !columns.some((column) => trace.correlated.has(column));
    found.push(...columns.map((column) => ({ column, own })));
  };
  for (const condition of nodes(node, 'conditions')) {
    if (condition['comparison'] !== undefined) {
      use(trace.expressions.trace(condition['left'], left), trace.expressions.trace(condition['right'], right));
    } else {
      use(trace.expressions.trace(condition['expression'] ?? condition['left'] ?? condition, both));
    }
  }
  for (const key of ['predicate', 'condition']) {
    const condition = part(node, key);
    if (condition) use(trace.expressions.trace(condition, both));
  }
  return found;
}
