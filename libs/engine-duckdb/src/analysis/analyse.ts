import { readSerialized, type Serialized, type SqlAnalysis, type SqlFinding, tableReferences } from '@mu-mesh/core';

import type { Connection } from '../connection';
import { gate } from './gate';

const SERIALIZE =
  'SELECT json_serialize_sql(s, skip_null := true, skip_empty := true)::VARCHAR ' +
  'FROM (SELECT unnest($1::VARCHAR[]) AS s, generate_subscripts($1::VARCHAR[], 1) AS i) ORDER BY i';

/** Statements in one query. */
const BATCH = 100;

/** Parses every statement with DuckDB's own parser, a batch while the one before passes through the gate. */
export async function analyse(connection: Connection, statements: readonly string[]): Promise<SqlAnalysis[]> {
  const analyses: SqlAnalysis[] = [];
  const batchFrom = (start: number): string[] => statements.slice(start, start + BATCH);
  let next = serialize(connection, batchFrom(0));
  for (let start = 0; start < statements.length; start += BATCH) {
    const trees = await next;
    next = serialize(connection, batchFrom(start + BATCH));
    // Awaited in the next turn; a failure of this one must not leave it alone.
    next.catch(() => undefined);
    batchFrom(start).forEach((sql, index) => analyses.push(analyseOne(sql, trees[index] ?? '')));
  }
  return analyses;
}

/** What DuckDB's parser makes of each statement, as JSON. */
export async function serialize(connection: Connection, statements: readonly string[]): Promise<string[]> {
  if (statements.length === 0) return [];
  const rows = await connection.all(
    SERIALIZE,
    statements.map((sql) => sql.replaceAll('\0', '')),
  );
  return rows.map(([json]) => String(json));
}

function analyseOne(sql: string, json: string): SqlAnalysis {
  if (sql.includes('\0')) {
    return refused({
      code: 'SQL_SYNTAX',
      message: 'The SQL has a NUL character.',
      hint: 'Remove it.',
      offset: sql.indexOf('\0'),
    });
  }
  const parsed = readSerialized(json);
  if (!parsed.ok) return refused(parserFinding(sql, parsed));
  const [statement] = parsed.statements;
  if (!statement) return refused({ code: 'SQL_SYNTAX', message: 'The SQL is empty.', hint: 'Write one SELECT.' });
  const { length } = parsed.statements;
  if (length > 1) {
    return refused({
      code: 'SQL_REFUSED',
      message: `There are ${length} statements; a step is one SELECT.`,
      hint: 'Make each a step of its own.',
    });
  }
  return gate(sql, statement, tableReferences(sql, parsed));
}

function parserFinding(sql: string, { kind, message, byteOffset }: Exclude<Serialized, { ok: true }>): SqlFinding {
  if (kind === 'not implemented') return noSelect(sql);
  const offset = byteOffset === undefined ? undefined : fromCodePoints(sql, byteOffset);
  const words = message.startsWith('syntax error')
    ? `Syntax error${message.slice('syntax error'.length)}.`
    : `The SQL does not parse: ${message}`;
  return { code: 'SQL_SYNTAX', message: words, ...(offset !== undefined && { offset }) };
}

/** The parser's own errors count code points; only locations inside a parsed statement are bytes (tried with 1.5.5). */
function fromCodePoints(sql: string, offset: number): number {
  return Array.from(sql).slice(0, offset).join('').length;
}

function noSelect(sql: string): SqlFinding {
  const offset = Math.max(0, sql.search(/\S/));
  if (/\bpivot\b/i.test(sql)) {
    return {
      code: 'SQL_REFUSED',
      message: 'A PIVOT without IN is refused: its columns would depend on the data.',
      hint: 'List the values: PIVOT … ON column IN (1, 2, 3) USING …',
      offset,
    };
  }
  return {
    code: 'SQL_REFUSED',
    message: 'Only SELECT is allowed here.',
    hint: 'A step is one SELECT over datasets and earlier steps; what becomes of its rows is said in the pipeline.json.',
    offset,
  };
}

function refused(finding: SqlFinding): SqlAnalysis {
  return { tables: [], volatileFunctions: [], findings: [finding] };
}
