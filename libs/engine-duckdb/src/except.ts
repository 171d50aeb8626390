import { formatType, freeName } from '@mu-mesh/core';

import type { Connection } from './connection';
import { identifier } from './quote';
import type { DuckDbRelation } from './relation';
import { sqlError } from './sql-error';

/**
 * `input EXCEPT ALL refused` in a form that holds the refused rows in memory, not the input: each refused row once,
 * with its number. The columns are the same (`checkSameColumns`). Throws where a row is refused more often than the input has it.
 */
export async function prepareExcept(
  connection: Connection,
  input: DuckDbRelation,
  refused: DuckDbRelation,
  counts: string,
): Promise<void> {
  const list = input.columns.map((column) => identifier(column.name)).join(', ');
  const { times, held } = countNames(input);
  await connection.run(
    `CREATE TEMP TABLE ${identifier(counts)} AS SELECT ${list}, count(*) AS ${times} FROM (${refused.sql}) GROUP BY ALL`,
  );
  const strangers = await connection.count(
    `SELECT count(*) FROM ${identifier(counts)} r ANTI JOIN (${matchedCounts(input, counts, list)}) i ` +
      `ON ${same(input, 'i', 'r')} AND i.${held} >= r.${times}`,
  );
  if (strangers > 0) {
    throw sqlError({
      code: 'SQL_REFUSED',
      message: `The query returns ${strangers === 1 ? 'a row' : `${strangers} different rows`} that its input does not have, or not as often.`,
      hint: 'Select the rows to refuse from `input`, with all columns as they are and without joins that repeat rows.',
    });
  }
}

/** The rows that stay. */
export function exceptSql(input: DuckDbRelation, counts: string): string {
  const list = input.columns.map((column) => `i.${identifier(column.name)}`).join(', ');
  const table = identifier(counts);
  const { times, ordinal } = countNames(input);
  return (
    `SELECT ${list} FROM (${input.sql}) i ANTI JOIN ${table} r ON ${same(input, 'i', 'r')} UNION ALL ` +
    `SELECT * EXCLUDE (${times}, ${ordinal}) FROM (SELECT ${list}, r.${times}, row_number() OVER (PARTITION BY ${list}) AS ${ordinal} ` +
    `FROM (${input.sql}) i JOIN ${table} r ON ${same(input, 'i', 'r')}) WHERE ${ordinal} > ${times}`
  );
}

/** Columns of our own beside those of the input, quoted. */
function countNames({ columns }: DuckDbRelation): { times: string; held: string; ordinal: string } {
  const own = (name: string): string => identifier(freeName(name, columns));
  return { times: own('#refused'), held: own('#held'), ordinal: own('#ordinal') };
}

function matchedCounts(input: DuckDbRelation, counts: string, list: string): string {
  return `SELECT ${list}, count(*) AS ${countNames(input).held} FROM (${input.sql}) a SEMI JOIN ${identifier(counts)} b ON ${same(input, 'a', 'b')} GROUP BY ALL`;
}

function same(input: DuckDbRelation, left: string, right: string): string {
  return input.columns
    .map(({ name }) => `${left}.${identifier(name)} IS NOT DISTINCT FROM ${right}.${identifier(name)}`)
    .join(' AND ');
}

/** Throws SQL_BIND, naming each column that differs. */
export function checkSameColumns(input: DuckDbRelation, refused: DuckDbRelation): void {
  const form = (relation: DuckDbRelation) =>
    new Map(relation.columns.map((column) => [column.name.toLowerCase(), formatType(column.type)]));
  const [wanted, given] = [form(input), form(refused)];
  const missing = [...wanted.keys()].filter((name) => !given.has(name));
  const extra = [...given.keys()].filter((name) => !wanted.has(name));
  const other = [...wanted].filter(([name, type]) => given.has(name) && given.get(name) !== type);
  const words = [
    ...missing.map((name) => `lacks "${name}"`),
    ...extra.map((name) => `has "${name}", which the input has not`),
    ...other.map(([name, type]) => `has "${name}" as ${given.get(name)} instead of ${type}`),
  ];
  if (words.length === 0) return;
  throw sqlError({
    code: 'SQL_BIND',
    message: `The query must return exactly the columns of its input; it ${words.join(', ')}.`,
    hint: 'Begin with SELECT * FROM input.',
  });
}
