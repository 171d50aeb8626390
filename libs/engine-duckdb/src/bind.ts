import type { Binding, Field, SqlFinding } from '@mu-mesh/core';

import type { Connection, ResultColumn } from './connection';
import { type DuckDbError, toDuckDbError } from './duckdb-error';
import { bindFinding, isFinding } from './finding';
import { toField } from './types';

/** Columns as the statement yields them beside the fields of a table of it. */
export type Bound = { columns: Field[]; raw: ResultColumn[] } | { finding: SqlFinding; cause?: DuckDbError };

/**
 * Binds one statement over the connection's tables and views, which `known` names; throws a DuckDbError where the engine,
 * not the statement, is at fault.
 */
export async function bind(connection: Connection, sql: string, known: { keys(): Iterable<string> }): Promise<Bound> {
  try {
    const raw = await connection.columns(sql);
    const checked = checkColumns(raw);
    return 'finding' in checked ? checked : { columns: checked.columns, raw };
  } catch (error) {
    const cause = toDuckDbError(error);
    if (!isFinding(cause)) throw cause;
    return { finding: bindFinding(cause, sql, [...known.keys()]), cause };
  }
}

/** The fields of a result: names that a table can tell apart, types that it can hold. */
export function checkColumns(raw: readonly ResultColumn[]): Binding {
  const seen = new Map<string, string>();
  const columns: Field[] = [];
  const unheld: ResultColumn[] = [];
  for (const column of raw) {
    const other = seen.get(column.name.toLowerCase());
    if (other !== undefined)
      return finding(sameName(other, column.name), 'Give one of them another name with AS, or leave it out.');
    seen.set(column.name.toLowerCase(), column.name);
    const typed = toField(column);
    if (typed) columns.push(typed);
    else unheld.push(column);
  }
  return unheld.length === 0 ? { columns } : ofTypesUnheld(unheld);
}

function ofTypesUnheld(columns: readonly ResultColumn[]): Binding {
  const [first] = columns;
  const casts = columns.map(({ name }) => `CAST("${name}" AS VARCHAR)`).join(', ');
  if (columns.length === 1 && first)
    return finding(
      `The column "${first.name}" has the type ${first.type.toString()}, which a table cannot hold.`,
      `Cast it: ${casts}.`,
    );
  const each = columns.map(({ name, type }) => `"${name}" (${type.toString()})`).join(', ');
  return finding(`The columns ${each} have types that a table cannot hold.`, `Cast them: ${casts}.`);
}

function sameName(first: string, second: string): string {
  return first === second
    ? `Two columns are named "${first}".`
    : `The columns "${first}" and "${second}" differ only by case, and tables do not tell them apart.`;
}

function finding(message: string, hint: string): Binding {
  return { finding: { code: 'SQL_BIND', message, hint } };
}
