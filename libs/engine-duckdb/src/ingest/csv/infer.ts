import { field, type CsvOptions, type Field } from '@mu-mesh/core';

import type { Connection } from '../../connection';
import { identifier } from '../../quote';
import { isWhole, planText } from './column-plan';
import { readerSql, type ReadPlan } from './reader-sql';

/** A column's type by its values; `empty` where no value was seen. */
export interface InferredColumn {
  field: Field;
  empty: boolean;
}

/** Rows of each of the first files that the first look takes. */
const SAMPLE_ROWS = 20_000;
const SAMPLE_FILES = 5;

/** From narrow to wide; a column gets the first type that all its values fit, else string. */
const CANDIDATES = ['boolean', 'long', 'decimal(38,0)', 'double', 'date', 'timestamp_ntz'];

/** Types that the first rows give. `plan` must read every column as text. */
export async function inferSample(connection: Connection, plan: ReadPlan): Promise<InferredColumn[]> {
  const parts: string[] = [];
  for (const [index, group] of plan.groups.entries()) {
    for (const file of group.files.slice(0, Math.max(0, SAMPLE_FILES - parts.length))) {
      const columns = plan.columns.map(({ field: { name } }) => identifier(name)).join(', ');
      const reader = readerSql(plan, { ...group, files: [file] }, index * SAMPLE_FILES + parts.length);
      parts.push(`(SELECT ${columns} FROM ${reader} LIMIT ${SAMPLE_ROWS})`);
    }
  }
  return infer(connection, plan, parts.join(' UNION ALL '));
}

/** Types that all rows give. `plan` must read every column as text. */
export async function inferAll(connection: Connection, plan: ReadPlan): Promise<InferredColumn[]> {
  const columns = plan.columns.map(({ field: { name } }) => identifier(name)).join(', ');
  const parts = plan.groups.map((group, index) => `SELECT ${columns} FROM ${readerSql(plan, group, index)}`);
  return infer(connection, plan, parts.join(' UNION ALL '));
}

async function infer(connection: Connection, plan: ReadPlan, sql: string): Promise<InferredColumn[]> {
  const { options } = plan;
  const names = plan.columns.map((column) => column.field.name);
  const values = names.map((name, index) => `${textValue(name, options)} AS c${index}`);
  const flags = names.flatMap((_, index) => [`count(c${index})`, ...CANDIDATES.map((type) => `bool_and(${fits(`c${index}`, type, options)})`)]);
  const [row = []] = await connection.all(`SELECT ${flags.join(', ')} FROM (SELECT ${values.join(', ')} FROM (${sql}))`);
  const width = CANDIDATES.length + 1;
  return names.map((name, index) => {
    const empty = Number(row[index * width] ?? 0) === 0;
    const at = row.slice(index * width + 1, (index + 1) * width).indexOf(true);
    return { field: field(name, empty ? 'string' : (CANDIDATES[at] ?? 'string')), empty };
  });
}

/** The column's text, NULL where it is none; whitespace around it does not decide a type. */
function textValue(name: string, options: CsvOptions): string {
  const plan = planText(field(name, 'string'), identifier(name), { csv: { ...options, emptyValue: '' }, text: true, wide: new Set(), inferred: true });
  return `NULLIF(${plan.value}, '')`;
}

function fits(column: string, type: string, csv: CsvOptions): string {
  if (type === 'long' || type === 'decimal(38,0)') {
    const sql = type === 'long' ? 'BIGINT' : 'DECIMAL(38, 0)';
    return `(${column} IS NULL OR (${isWhole(column)} AND TRY_CAST(${column} AS ${sql}) IS NOT NULL))`;
  }
  const plan = planText(field(column, type), column, { csv, text: true, wide: new Set(), inferred: true });
  return plan.fits ?? 'true';
}
