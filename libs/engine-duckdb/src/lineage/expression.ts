import type { DirectKind, IndirectKind, SerializedNode } from '@mu-mesh/core';
import { isNode } from '@mu-mesh/core';

import { Untraced, items, nodes, number, part, text } from './plan-node';
import type { Rows } from './rows';
import { Sources, type Influences, influence } from './sources';

/** Finds a column of an operator that was met before, by its binding. */
export type BindingLookup = (table: number, column: number) => Sources;

const PLAIN = new Set([
  'BOUND_FUNCTION',
  'BOUND_OPERATOR',
  'BOUND_CONJUNCTION',
  'BOUND_COMPARISON',
  'BOUND_BETWEEN',
  'BOUND_CAST',
  'BOUND_UNNEST',
  'BOUND_LAMBDA',
  'BOUND_EXPANDED',
]);
const PARTS = ['children', 'left', 'right', 'input', 'lower', 'upper', 'child', 'captures', 'lambda_expr'] as const;
const VALUES = new Set(['BOUND_CONSTANT', 'BOUND_PARAMETER', 'BOUND_DEFAULT', 'BOUND_LAMBDA_REF']);

/** What the value of a bound expression comes from. A bare reference gives the referenced column itself. */
export class ExpressionTracer {
  /** `correlated`: columns that stand for an outer row inside a subquery. */
  constructor(
    private readonly binding: BindingLookup,
    private readonly correlated: WeakSet<Sources>,
  ) {}

  trace(expression: unknown, input: Rows): Sources {
    if (isNode(expression)) {
      const referenced = this.reference(expression, input);
      if (referenced) return referenced;
    }
    const into = new Sources();
    this.value(expression, { input, into, kind: 'TRANSFORMATION' });
    return into;
  }

  /** Adds what an expression reads to the influences of a relation. */
  touch(expression: unknown, input: Rows, kind: IndirectKind, target: Influences): void {
    if (expression !== undefined && expression !== null) influence(target, this.trace(expression, input), kind);
  }

  private reference(expression: SerializedNode, input: Rows): Sources | undefined {
    switch (text(expression, 'expression_class')) {
      case 'BOUND_REF':
        return readable(input.column(number(expression, 'index')));
      case 'BOUND_COLUMN_REF': {
        const { table_index: table, column_index: column } = part(expression, 'binding') ?? {};
        return readable(this.binding(Number(table), Number(column)));
      }
      default:
        return undefined;
    }
  }

  private value(expression: unknown, into: Target): void {
    if (Array.isArray(expression)) {
      for (const one of expression) this.value(one, into);
      return;
    }
    if (!isNode(expression)) return;
    const referenced = this.reference(expression, into.input);
    if (referenced) return take(referenced, into);
    const kind = text(expression, 'expression_class');
    if (VALUES.has(kind)) return;
    if (PLAIN.has(kind)) {
      for (const key of PARTS) this.value(expression[key], into);
      return;
    }
    switch (kind) {
      case 'BOUND_CASE':
        return this.conditional(expression, into);
      case 'BOUND_AGGREGATE':
        return this.aggregate(expression, into);
      case 'BOUND_WINDOW':
        return this.window(expression, into);
      default:
        throw new Untraced(kind === '' ? 'an expression without a class' : `the expression ${kind}`);
    }
  }

  private conditional(expression: SerializedNode, into: Target): void {
    for (const check of nodes(expression, 'case_checks')) {
      this.value(check['when_expr'], deciding(into, 'CONDITIONAL'));
      this.value(check['then_expr'], into);
    }
    this.value(expression['else_expr'], into);
  }

  private aggregate(expression: SerializedNode, into: Target): void {
    this.value(expression['children'], { ...into, kind: 'AGGREGATION' });
    this.value(expression['filter'], deciding(into, 'FILTER'));
    const orders = part(expression, 'order_bys');
    for (const order of orders ? nodes(orders, 'orders') : []) this.value(order['expression'], deciding(into, 'SORT'));
  }

  private window(expression: SerializedNode, into: Target): void {
    for (const key of ['children', 'offset_expr', 'default_expr'])
      this.value(expression[key], { ...into, kind: 'AGGREGATION' });
    const deciders = deciding(into, 'WINDOW');
    for (const key of ['filters', 'filter_expr', 'start_expr', 'end_expr']) this.value(expression[key], deciders);
    for (const partition of items(expression, 'partitions')) {
      // A LIMIT inside a correlated subquery becomes a window over each outer row.
      const outer = isNode(partition) && this.correlated.has(this.reference(partition, into.input) ?? into.into);
      this.value(partition, outer ? deciding(into, 'SUBQUERY') : deciders);
    }
    for (const key of ['orders', 'arg_orders'])
      for (const order of items(expression, key)) this.value(isNode(order) ? order['expression'] : order, deciders);
  }
}

interface Target {
  input: Rows;
  into: Sources;
  kind: DirectKind;
  /** Set where the value only decides about others. */
  role?: IndirectKind;
}

/** The outermost role counts: the condition of a CASE in a FILTER is a filter. */
function deciding(target: Target, role: IndirectKind): Target {
  return { ...target, role: target.role ?? role };
}

function take(from: Sources, { into, kind, role }: Target): void {
  if (role) into.mergeAsInfluence(from, role);
  else into.merge(from, kind);
}

function readable(sources: Sources): Sources {
  if (sources.unreadable !== undefined) throw new Untraced(sources.unreadable);
  return sources;
}
