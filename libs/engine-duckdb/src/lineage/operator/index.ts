import { aggregate, pivot } from './aggregate';
import { join, sideBySide } from './join';
import type { Operator } from './operator';
import { appended, distinct, filter, limit, order, projection, sample, unnested } from './row';
import { chunkGet, cteRef, delimGet, dummyScan, expressionGet, get } from './scan';
import { compared, materializedCte, recursiveCte, union } from './set';

/** Every operator of DuckDB's unoptimized plan of a SELECT that the tracer knows. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  LOGICAL_GET: get,
  LOGICAL_EXPRESSION_GET: expressionGet,
  LOGICAL_DUMMY_SCAN: dummyScan,
  LOGICAL_CHUNK_GET: chunkGet,
  LOGICAL_EMPTY_RESULT: chunkGet,
  LOGICAL_DELIM_GET: delimGet,
  LOGICAL_CTE_REF: cteRef,
  LOGICAL_PROJECTION: projection,
  LOGICAL_FILTER: filter,
  LOGICAL_ORDER_BY: order,
  LOGICAL_TOP_N: order,
  LOGICAL_LIMIT: limit,
  LOGICAL_DISTINCT: distinct,
  LOGICAL_SAMPLE: sample,
  LOGICAL_WINDOW: appended,
  LOGICAL_UNNEST: unnested,
  LOGICAL_AGGREGATE_AND_GROUP_BY: aggregate,
  LOGICAL_PIVOT: pivot,
  LOGICAL_CROSS_PRODUCT: sideBySide,
  LOGICAL_POSITIONAL_JOIN: sideBySide,
  LOGICAL_COMPARISON_JOIN: join,
  LOGICAL_DELIM_JOIN: join,
  LOGICAL_ASOF_JOIN: join,
  LOGICAL_ANY_JOIN: join,
  LOGICAL_UNION: union,
  LOGICAL_EXCEPT: compared,
  LOGICAL_INTERSECT: compared,
  LOGICAL_MATERIALIZED_CTE: materializedCte,
  LOGICAL_RECURSIVE_CTE: recursiveCte,
};
