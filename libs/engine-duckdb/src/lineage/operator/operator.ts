import type { SerializedNode } from '@mu-mesh/core';

import type { ExpressionTracer } from '../expression';
import type { Rows } from '../rows';
import type { Sources } from '../sources';

/** What surrounds an operator in the plan. */
export interface Scope {
  /** What the scans of a correlated subquery yield: the outer columns that it depends on. */
  readonly outer?: readonly Sources[];
}

/** What an operator needs to trace its own part. */
export interface PlanTrace {
  readonly expressions: ExpressionTracer;
  /** What CTEs yield, by their index. */
  readonly ctes: Map<number, Rows>;
  /** Columns that stand for an outer row inside a correlated subquery. */
  readonly correlated: WeakSet<Sources>;
  /** Traces a child. */
  rows(node: SerializedNode, scope: Scope): Rows;
  /** The index of the statement's input that a scan reads. Throws Untraced for a table that is none. */
  inputOf(catalog: string, schema: string, table: string): number;
  /** Notes that a scan reads a column of an input, whatever becomes of it. */
  scanned(key: number): void;
}

/** Traces one operator of the plan: its output columns in the order of DuckDB's `GetColumnBindings`. */
export type Operator = (node: SerializedNode, trace: PlanTrace, scope: Scope) => Rows;
