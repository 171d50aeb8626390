import type { CsvOptions, Field, IngestTarget, Scan } from '@mu-mesh/core';

import { identifier, literal } from '../../quote';
import { BadRows, type FieldCheck } from '../bad-rows';
import type { IngestContext, Staged } from '../context';
import { needsAllText, planColumn, planText, typeWords } from './column-plan';
import type { CsvFiles } from './csv-files';
import type { Dialect } from './dialect';
import type { CsvFile } from './header';
import { groupFiles, type ReadPlan, type ScanNames } from './reader-sql';

export type CsvScan = Extract<Scan, { format: 'csv' }>;

/** What a read of one scan works on. */
export interface Reading {
  context: IngestContext;
  scan: CsvScan;
  target: IngestTarget;
  names: ScanNames;
  dialect: Dialect;
  /** As they hold for `files`. */
  options: CsvOptions;
  /** Types come from the data. */
  inferred: boolean;
  /** Where the files come from, in the form in which they are read. */
  prepared: CsvFiles;
  files: readonly CsvFile[];
}

/** A read that is over: its good rows, and all others. */
export interface Outcome {
  plan: ReadPlan;
  staged: Staged;
  bad: BadRows;
}

/** How the files are read as columns of these types; `native` as in PlanOptions. */
export function planOf(
  { files, dialect, options, inferred, names }: Reading,
  fields: readonly Field[],
  { text = needsAllText(options, fields.length), native }: { text?: boolean; native?: ReadonlySet<string> } = {},
): ReadPlan {
  const columns = fields.map((column) =>
    planColumn(column, { csv: options, text, inferred, ...(native && { native }) }),
  );
  return { groups: groupFiles(files), columns, dialect, options, text, inferred, names };
}

/** The table of refused rows, with those that were found before the files are read. */
export async function openBadRows({ context, prepared, names }: Reading, plan: ReadPlan): Promise<BadRows> {
  const bad = await BadRows.open(context.connection, `${names.rejects}_bad`, fieldChecks(plan));
  for await (const row of prepared.refused(plan.columns.map(({ field }) => field.name))) await bad.add(row);
  return bad;
}

/** The column for the text of a refused row, where the schema has it. */
export function corruptColumn({ corruptRecordColumn: name, schema }: CsvScan, value: string): string[] {
  if (name === undefined || !schema?.some((column) => column.name === name)) return [];
  return [`${value}::VARCHAR AS ${identifier(name)}`];
}

/** A SELECT list that makes a row of a refused one. */
export function refusedValues({ columns, options, inferred }: ReadPlan, scan: CsvScan): string {
  const values = columns.map(({ field }, index) => {
    const { value } = planText(field, fieldOf(index), { csv: options, text: true, inferred });
    return `${value} AS ${identifier(field.name)}`;
  });
  return [...values, ...corruptColumn(scan, 'raw')].join(', ');
}

function fieldChecks({ columns, options, inferred }: ReadPlan): FieldCheck[] {
  return columns.flatMap(({ field, read }, index) => {
    const { fits } = planText(field, fieldOf(index), { csv: options, text: true, inferred });
    if (fits === undefined) return [];
    const value = `left(${fieldOf(index)}, 100)`;
    const reason = `${literal(`${field.name}: "`)} || ${value} || ${literal(`" is no ${typeWords(field.type)}`)}`;
    return [{ name: field.name, fits, reason, native: read !== 'VARCHAR' }];
  });
}

function fieldOf(index: number): string {
  return `fields[${index + 1}]`;
}
