import type { Connection } from '../../connection';
import { identifier, literal } from '../../quote';
import { typeWords } from './column-plan';
import type { ReadPlan } from './reader-sql';

const PAGE = 10_000;

/** A row that the CSV reader refused. */
export interface Rejected {
  line: number;
  raw: string;
  structural: string[];
  native: string[];
  column: string | null;
}

/** Words for the reader's findings about one row. Source of the types: DuckDB, "CSV Reject Errors". */
const STRUCTURAL = `CASE error_type
  WHEN 'MISSING COLUMNS' THEN NULL
  WHEN 'TOO MANY COLUMNS' THEN NULL
  WHEN 'UNQUOTED VALUE' THEN coalesce(column_name || ': ', '') || 'a quote is not closed, or text follows a closing quote'
  WHEN 'LINE SIZE OVER MAXIMUM' THEN 'the line is longer than 2,000,000 bytes'
  WHEN 'INVALID ENCODING' THEN coalesce(column_name || ': ', '') || 'the bytes are not valid UTF-8'
  WHEN 'CAST' THEN NULL
  ELSE error_message END`;

/**
 * One row per refused row of the files, in their order: file, line, raw, structural reasons, other reasons, first bad column.
 * DuckDB keeps one entry per bad column, and its text of a line may begin with the line end before it.
 */
export function rejectedSql(plan: ReadPlan, index: number): string {
  const words = plan.columns
    .map(({ field }) => `WHEN ${literal(field.name)} THEN ${literal(typeWords(field.type))}`)
    .join(' ');
  const value = `regexp_extract(error_message, '(?s)Could not convert string "(.*)" to ''', 1)`;
  const cast = `CASE WHEN error_type = 'CAST' THEN column_name || ': "' || left(${value}, 100) || '" is no ' || CASE column_name ${words} ELSE 'value of its type' END END`;
  const expected = plan.columns.length;
  const given = `TRY_CAST(regexp_extract(error_message, 'Found: ([0-9]+)', 1) AS BIGINT)`;
  const ragged =
    `CASE WHEN bool_or(error_type = 'MISSING COLUMNS') THEN min(${given}) FILTER (error_type = 'MISSING COLUMNS') || ' columns instead of ${expected}' ` +
    `WHEN bool_or(error_type = 'TOO MANY COLUMNS') THEN max(${given}) FILTER (error_type = 'TOO MANY COLUMNS') || ' columns instead of ${expected}' END`;
  return (
    `SELECT any_value(file_path) AS file, line, trim(any_value(csv_line), chr(10) || chr(13)) AS raw, ` +
    `list_filter(list_distinct(list(${STRUCTURAL})) || [${ragged}], lambda r: r IS NOT NULL) AS structural, ` +
    `coalesce(list(${cast} ORDER BY column_idx) FILTER (error_type = 'CAST'), []) AS native, arg_min(column_name, column_idx) AS "column" ` +
    `FROM ${identifier(`${plan.names.rejects}_${index}`)} JOIN ${identifier(`${plan.names.files}_${index}`)} USING (scan_id, file_id) ` +
    `GROUP BY scan_id, file_id, line, line_byte_position`
  );
}

/** The refused rows of one file, from a table of `rejectedSql` with their numbers as `n`. */
export async function* rejectedRows(connection: Connection, table: string, path: string): AsyncGenerator<Rejected> {
  const columns = 'n, line, raw, structural, native, "column"';
  for await (const row of pages(connection, identifier(table), columns, `file = ${literal(path)}`)) {
    const [, line, raw, structural, native, column] = row;
    yield {
      line: Number(line),
      raw: String(raw ?? ''),
      structural: texts(structural),
      native: texts(native),
      column: typeof column === 'string' ? column : null,
    };
  }
}

/** The rows of a table, `n` first, some at a time. */
export async function* pages(
  connection: Connection,
  table: string,
  columns: string,
  filter: string,
): AsyncGenerator<unknown[]> {
  let last = 0;
  for (;;) {
    const rows = await connection.all(
      `SELECT ${columns} FROM ${table} WHERE ${filter} AND n > ${last} ORDER BY n LIMIT ${PAGE}`,
    );
    yield* rows;
    if (rows.length < PAGE) return;
    last = Number(rows.at(-1)?.[0]);
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Drops tables that a scan left. */
export async function dropTables(connection: Connection, tables: readonly string[]): Promise<void> {
  for (const table of tables) await connection.run(`DROP TABLE IF EXISTS ${identifier(table)}`);
}
