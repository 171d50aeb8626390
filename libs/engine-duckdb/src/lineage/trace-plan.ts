import type { OutputLineage, IndirectSource, SerializedNode, StatementInput } from '@mu-mesh/core';

import { ExpressionTracer } from './expression';
import { OPERATORS } from './operator';
import type { PlanTrace, Scope } from './operator/operator';
import { Untraced, items, number, text } from './plan-node';
import type { Rows } from './rows';
import type { Sources } from './sources';

export interface TracedPlan {
  columns: OutputLineage[];
  rows: IndirectSource[];
  /** Inputs whose rows decide which rows there are. */
  tables: number[];
  /** Keys of the columns that a scan reads. */
  scanned: ReadonlySet<number>;
  /** Inputs that a scan reads, at least for their number of rows. */
  scannedTables: ReadonlySet<number>;
}

/** Follows the columns of a bound, unoptimized plan from its scans to its output. Throws Untraced for what it does not know. */
export function tracePlan(plan: SerializedNode, inputs: readonly StatementInput[]): TracedPlan {
  const tracer = new PlanTracer(inputs);
  const rows = tracer.rows(plan, {});
  return {
    columns: rows.columns.map((column) => ({
      direct: column.list(),
      indirect: column.indirect.list(),
      tables: column.indirect.tables(),
    })),
    rows: rows.influences.list(),
    tables: rows.influences.tables(),
    scanned: tracer.scannedKeys,
    scannedTables: tracer.scannedTables,
  };
}

class PlanTracer implements PlanTrace {
  readonly correlated = new WeakSet<Sources>();
  readonly expressions = new ExpressionTracer((table, column) => this.bound(table, column), this.correlated);
  readonly ctes = new Map<number, Rows>();
  readonly scannedKeys = new Set<number>();
  readonly scannedTables = new Set<number>();
  private readonly bindings = new Map<number, readonly Sources[]>();
  private readonly inputs: ReadonlyMap<string, number>;

  constructor(inputs: readonly StatementInput[]) {
    this.inputs = new Map(inputs.map(({ name }, index) => [name.includes('.') ? name : `temp.main.${name}`, index]));
  }

  rows(node: SerializedNode, scope: Scope): Rows {
    const type = text(node, 'type');
    const operator = OPERATORS[type];
    if (!operator) throw new Untraced(`the operator ${type}`);
    const rows = operator(node, this, scope);
    this.bind(node, rows);
    return rows;
  }

  inputOf(catalog: string, schema: string, table: string): number {
    const name = `${catalog}.${schema}.${table}`;
    const index = this.inputs.get(name.toLowerCase());
    if (index === undefined) throw new Untraced(`the table ${name}`);
    this.scannedTables.add(index);
    return index;
  }

  scanned(key: number): void {
    this.scannedKeys.add(key);
  }

  /** Under which table indexes the few references by binding find an operator's columns. */
  private bind(node: SerializedNode, { columns }: Rows): void {
    const table = number(node, 'table_index');
    if (table !== undefined && text(node, 'type') !== 'LOGICAL_MATERIALIZED_CTE') this.bindings.set(table, columns);
    const groups = number(node, 'group_index');
    const aggregates = number(node, 'aggregate_index');
    if (groups !== undefined && aggregates !== undefined) {
      const { length } = items(node, 'groups');
      this.bindings.set(groups, columns.slice(0, length));
      this.bindings.set(aggregates, columns.slice(length));
    }
    for (const key of ['window_index', 'unnest_index']) {
      const index = number(node, key);
      if (index !== undefined)
        this.bindings.set(index, columns.slice(columns.length - items(node, 'expressions').length));
    }
  }

  private bound(table: number, column: number): Sources {
    const found = this.bindings.get(table)?.[column];
    if (!found) throw new Untraced(`a reference to column ${column} of operator ${table}`);
    return found;
  }
}
