import { MeshError } from '../errors';
import { positionAt } from '../config';
import type { SqlText } from '../model/job';
import type { Relation, SqlFinding } from '../ports';
import type { JobRun } from './job-run';

/** A step's SQL as a relation; what does not bind is said with its file, line and column. */
export async function query(run: JobRun, sql: SqlText): Promise<Relation> {
  try {
    return await run.scope.query(sql.text);
  } catch (error) {
    throw atSql(error, sql);
  }
}

/** Gives an engine error the place in the file that its offset stands for. */
export function atSql(error: unknown, sql: SqlText): unknown {
  if (!(error instanceof MeshError) || error.position) return error;
  const finding = findingOf(error.cause);
  const position = finding?.offset === undefined ? sql.position : positionAt(sql, finding.offset);
  return new MeshError(error.code, error.message, { hint: finding?.hint ?? error.hint, position, cause: error });
}

/** What the engine found in the SQL, where the cause of an error says it. */
export function findingOf(cause: unknown): SqlFinding | undefined {
  return cause instanceof Error && 'finding' in cause ? (cause.finding as SqlFinding) : undefined;
}
