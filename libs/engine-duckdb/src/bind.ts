import type { Binding, Field, SqlFinding } from '@mu-mesh/core';

import type { Connection, ResultColumn } from './connection';
import { type DuckDbError, toDuckDbError } from './duckdb-error';
import { bindFinding, isFinding } from './finding';
import { toField } from './types';

/** Columns as the statement yields them beside the fields of a table of it. */
export type Bound = { columns: Field[]; raw: ResultColumn[] } | { finding: SqlFinding; cause?: DuckDbError };

/** Binds one statement over the connection's tables and views; throws a DuckDbError where the engine, not the statement, is at fault. */
export async function bind(connection: Connection, sql: string, known: readonly string[]): Promise<Bound> {
  try {
    const raw = await connection.columns(sql);
    const checked = checkColumns(raw);
    return 'finding' in checked ? checked : { columns: checked.columns, raw };
  } catch (error) {
    const cause = toDuckDbError(error);
    if (!isFinding(cause)) throw cause;
    return { finding: bindFinding(cause, sql, known), cause };
  }
}

/** The fields of a result: names that a table can tell apart, types that it can hold. */
export function checkColumns(raw: readonly ResultColumn[]): Binding {
  const seen = new Map<string, string>();
  const columns: Field[] = [];
  for (const column of raw) {
    const other = seen.get(column.name.toLowerCase());
    if (other !== undefined)
      return finding(sameName(other, column.name), 'Give one of them another name with AS, or leave it out.');
    seen.set(column.name.toLowerCase(), column.name);
    const typed = toField(column);
    if (!typed) {
      const advice = `CAST("${column.name}" AS VARCHAR)`;
      return finding(
        `The column "${column.name}" has the type ${column.type.toString()}, which a table cannot hold.`,
        `Cast it: ${advice}.`,
      );
    }
    columns.push(typed);
  }
  return { columns };
}

function sameName(first: string, second: string): string {
  return first === second
    ? `Two columns are named "${first}".`
    : `The columns "${first}" and "${second}" differ only by case, and tables do not tell them apart.`;
}

function finding(message: string, hint: string): Binding {
  return { finding: { code: 'SQL_BIND', message, hint } };
}
