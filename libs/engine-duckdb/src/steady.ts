import type { SteadyRelation } from '@mu-mesh/core';

import type { Connection } from './connection';
import { DuckDbRelation } from './relation';

/** Rows that are computed again by whoever reads them, the same ones each time. */
export class SteadyRows extends DuckDbRelation implements SteadyRelation {
  readonly steady = true;

  constructor(
    id: string,
    columns: DuckDbRelation['columns'],
    sql: string,
    readonly rows: number,
  ) {
    super(id, columns, sql, true);
  }
}

/** What DuckDB's plans call reading rows and computing each from itself alone. */
const STREAMS = new Set([
  'READ_PARQUET',
  'SEQ_SCAN',
  'COLUMN_DATA_SCAN',
  'DUMMY_SCAN',
  'EMPTY_RESULT',
  'PROJECTION',
  'FILTER',
  'UNION',
]);

interface PlanNode {
  name: string;
  children?: PlanNode[];
  extra_info?: Record<string, unknown>;
}

/** Whether a SELECT without volatile functions does no more than to read rows and to compute or drop each by itself. */
export async function streams(connection: Connection, sql: string): Promise<boolean> {
  const [row] = await connection.texts(`EXPLAIN (FORMAT JSON) ${sql}`);
  const plan = JSON.parse(row?.[1] ?? '[]') as PlanNode[];
  return plan.length > 0 && plan.every(isStream);
}

function isStream({ name, children = [], extra_info: details = {} }: PlanNode): boolean {
  if ('Sample Method' in details) return false;
  // The values of a table's partitions, which no file holds.
  const hasPartitions = name === 'HASH_JOIN' && children[1]?.name === 'COLUMN_DATA_SCAN';
  return (STREAMS.has(name) || hasPartitions) && children.every(isStream);
}
