import { type LineageRequest, type StatementLineage, isNode, readSerialized } from '@mu-mesh/core';

import type { Connection } from '../connection';
import { toDuckDbError } from '../duckdb-error';
import { Untraced, items, nodes, text } from './plan-node';
import { readingsOf } from './position/readings';
import { columnKey } from './sources';
import { StubCatalog, batches } from './stub-catalog';
import { type TracedPlan, tracePlan } from './trace-plan';

/** Statements in one query; bounds the memory that their plans take. */
const BATCH = 200;

/** The plan as it is bound, before anything is optimised away: on empty tables a filter would become an empty result. */
const SERIALIZE =
  'SELECT json_serialize_plan(s, skip_null := true, skip_empty := true, optimize := false)::VARCHAR, ' +
  'json_serialize_sql(s, skip_null := true, skip_empty := true)::VARCHAR ' +
  'FROM (SELECT unnest($1::VARCHAR[]) AS s, generate_subscripts($1::VARCHAR[], 1) AS i) ORDER BY i';

/** The lineage of each statement, over empty tables of the connection's own database. */
export async function lineage(
  connection: Connection,
  requests: readonly LineageRequest[],
): Promise<StatementLineage[]> {
  const catalog = new StubCatalog(connection);
  const found = new Map<LineageRequest, StatementLineage>();
  for (const batch of batches(requests, BATCH)) {
    await catalog.provide(batch.flatMap(({ inputs }) => inputs));
    const answers = await serialize(connection, batch);
    batch.forEach((request, index) => found.set(request, traceOne(request, answers[index])));
  }
  return requests.map((request) => found.get(request) ?? { untraced: 'the engine gave no answer' });
}

type Answer = { plan: string; ast: string } | { untraced: string } | undefined;

/** A plan that cannot be written as JSON fails the whole query: the others are then asked for one by one. */
async function serialize(connection: Connection, batch: readonly LineageRequest[]): Promise<Answer[]> {
  try {
    const rows = await connection.all(
      SERIALIZE,
      batch.map(({ sql }) => sql),
    );
    return rows.map(([plan, ast]) => ({ plan: String(plan), ast: String(ast) }));
  } catch (error) {
    if (batch.length === 1) return [{ untraced: toDuckDbError(error).message }];
    const answers: Answer[] = [];
    for (const request of batch) answers.push(...(await serialize(connection, [request])));
    return answers;
  }
}

function traceOne({ sql, inputs }: LineageRequest, answer: Answer): StatementLineage {
  if (!answer) return { untraced: 'the engine gave no answer' };
  if ('untraced' in answer) return answer;
  try {
    const traced = tracePlan(planOf(answer.plan), inputs);
    const parsed = readSerialized(answer.ast);
    const [statement] = parsed.ok ? parsed.statements : [];
    const readings = statement ? readingsOf(sql, statement, inputs, { ...traced, used: usedColumns(traced) }) : [];
    return { columns: traced.columns, rows: traced.rows, tables: traced.tables, readings };
  } catch (error) {
    if (error instanceof Untraced) return { untraced: error.message };
    throw error;
  }
}

function planOf(json: string): Parameters<typeof tracePlan>[0] {
  const document: unknown = JSON.parse(json);
  if (!isNode(document)) throw new Untraced('a plan that is no object');
  if (document['error'] !== false) throw new Untraced(text(document, 'error_message') || 'a plan that is not given');
  const [plan] = nodes(document, 'plans');
  const { length } = items(document, 'plans');
  if (!plan || length !== 1) throw new Untraced(`${length} plans in place of one`);
  return plan;
}

function usedColumns({ columns, rows }: TracedPlan): Set<number> {
  const used = columns.flatMap(({ direct, indirect }) => [...direct, ...indirect]);
  return new Set([...used, ...rows].map(({ input, column }) => columnKey(input, column)));
}
