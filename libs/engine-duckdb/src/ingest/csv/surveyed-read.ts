import type { Field } from '@mu-mesh/core';

import type { Connection } from '../../connection';
import { identifier, literal } from '../../quote';
import { toSqlType } from '../../types';
import type { BadRows } from '../bad-rows';
import { discard } from '../finish';
import type { Depth } from './byte-scan';
import { allTests } from './field-tests';
import { readSql, type ReadPlan } from './reader-sql';
import { corruptColumn, openBadRows, planOf, type Outcome, type Reading } from './reading';
import { survey } from './survey';

/**
 * Finds the bad rows in the bytes of the files, then has the reader drop them without a trace, which is cheaper than to
 * have it keep them. What is found bad the reader drops, as both convert values in the same way; so where it drops as
 * many rows, they are the same ones. Undefined, with nothing staged, for files and columns of which this cannot be said.
 * Throws BrokenQuotes as `survey` does, and what the engine throws.
 */
export async function surveyedRead(reading: Reading, fields: readonly Field[]): Promise<Outcome | undefined> {
  const { context, scan, target } = reading;
  const plan = planOf(reading, fields);
  const tests = reading.inferred ? undefined : allTests(plan);
  if (!tests) return undefined;
  const bad = await openBadRows(reading, plan);
  const before = await bad.count();
  const values = scan.badRows === 'PERMISSIVE' || scan.badRows === 'DISCARD_VALUE';
  const look = (depth: Depth) => survey(plan, tests, depth, bad, values);
  // Too few or too many fields mostly show in one with a test near the end; records with line breaks are walked anyway.
  const rows = await look(plan.dialect.multiLine ? 'fields' : 'quotes');
  if (rows === undefined) return undefined;
  const native = await nativeColumns(context.connection, plan, bad);
  const quick = { ...planOf(reading, fields, { native }), silent: true };
  const staged = await context.stage(readSql(quick, corruptColumn(scan, 'NULL')), target);
  try {
    const refused = rows - staged.rows;
    if ((await bad.count()) - before === refused) return { plan, staged, bad };
    await bad.keepFirst(before);
    const again = await look('fields');
    if (again === rows && (await bad.count()) - before === refused) return { plan, staged, bad };
  } catch (error) {
    await discard(staged);
    throw error;
  }
  await discard(staged);
  return undefined;
}

/** Columns that the reader can check itself, as no refused row has a value there that it would take. */
async function nativeColumns(connection: Connection, { columns }: ReadPlan, bad: BadRows): Promise<Set<string>> {
  const stricter = columns.flatMap(({ field, fits }, index) =>
    fits !== undefined && STRICTER.has(field.type as string) ? [{ field, index }] : [],
  );
  if (stricter.length === 0) return new Set();
  const taken = stricter.map(
    ({ field, index }) =>
      `bool_or(list_contains(misfits, ${literal(field.name)}) AND TRY_CAST(fields[${index + 1}] AS ${toSqlType(field.type)}) IS NOT NULL)`,
  );
  const [row = []] = await connection.all(`SELECT ${taken.join(', ')} FROM ${identifier(bad.table)}`);
  return new Set(stricter.filter((_, index) => row[index] !== true).map(({ field }) => field.name));
}

/** Types of which the reader takes more than fits: 1.5 for a whole number, yes for a boolean. */
const STRICTER: ReadonlySet<string> = new Set(['byte', 'short', 'integer', 'long', 'boolean']);
