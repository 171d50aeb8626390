import { field, type CsvOptions, type Field } from '@mu-mesh/core';

import type { Connection } from '../../connection';
import { identifier } from '../../quote';
import { isWhole, planText } from './column-plan';
import { readerSql, type ReadPlan } from './reader-sql';

/** A column's type by its values. */
export interface InferredColumn {
  field: Field;
  /** No value was seen. */
  empty: boolean;
  /** The types that every value seen fits, narrow ones first. */
  possible: string[];
}

/** Rows of each of the first files that the first look takes. */
const SAMPLE_ROWS = 500;
const SAMPLE_FILES = 3;
/** Without these the reader parses 32 MB for the first row. */
const SAMPLE = ['parallel = false', 'buffer_size = 4000000'];

/** From narrow to wide; a column gets the first type that all its values fit, else string. */
const CANDIDATES = ['boolean', 'long', 'decimal(38,0)', 'double', 'date', 'timestamp_ntz'];

/** How a value of the type begins: a cast that fails is slow, so it is not tried on other texts. */
const STARTS: Readonly<Record<string, string>> = { double: '^\\s*[-+.0-9iInN]', timestamp_ntz: '^\\s*[-+0-9ei]' };

/** Types that the first rows give. `plan` must read every column as text. */
export async function inferSample(connection: Connection, plan: ReadPlan): Promise<InferredColumn[]> {
  const parts: string[] = [];
  for (const [index, group] of plan.groups.entries()) {
    for (const file of group.files.slice(0, Math.max(0, SAMPLE_FILES - parts.length))) {
      const columns = plan.columns.map(({ field: { name } }) => identifier(name)).join(', ');
      const reader = readerSql(plan, { ...group, files: [file] }, index * SAMPLE_FILES + parts.length, SAMPLE);
      parts.push(`(SELECT ${columns} FROM ${reader} LIMIT ${SAMPLE_ROWS})`);
    }
  }
  return infer(
    connection,
    plan,
    parts.join(' UNION ALL '),
    plan.columns.map(() => CANDIDATES),
  );
}

/** Types that all rows give, among those that the first rows left. `plan` must read every column as text. */
export async function inferAll(
  connection: Connection,
  plan: ReadPlan,
  sampled: readonly InferredColumn[],
): Promise<InferredColumn[]> {
  const columns = plan.columns.map(({ field: { name } }) => identifier(name)).join(', ');
  const parts = plan.groups.map((group, index) => `SELECT ${columns} FROM ${readerSql(plan, group, index)}`);
  return infer(
    connection,
    plan,
    parts.join(' UNION ALL '),
    sampled.map(({ possible }) => possible),
  );
}

async function infer(
  connection: Connection,
  plan: ReadPlan,
  sql: string,
  candidates: readonly (readonly string[])[],
): Promise<InferredColumn[]> {
  const { options } = plan;
  const names = plan.columns.map((column) => column.field.name);
  const values = names.map((name, index) => `${textValue(name, options)} AS c${index}`);
  const checks = names.map((_, index) => {
    const flags = (candidates[index] ?? []).map(
      (type) => `coalesce(bool_and(${fits(`c${index}`, type, options)}), true)`,
    );
    return `[count(c${index}) = 0, ${['NULL', ...flags].slice(flags.length > 0 ? 1 : 0).join(', ')}]`;
  });
  const [row = []] = await connection.all(
    `SELECT ${checks.join(', ')} FROM (SELECT ${values.join(', ')} FROM (${sql}))`,
  );
  return names.map((name, index) => {
    const [empty, ...flags] = row[index] as (boolean | null)[];
    const possible = (candidates[index] ?? []).filter((_, n) => flags[n] === true);
    return { field: field(name, empty ? 'string' : (possible[0] ?? 'string')), empty: empty === true, possible };
  });
}

/** The column's text, NULL where it is none; whitespace around it does not decide a type. */
function textValue(name: string, options: CsvOptions): string {
  const plan = planText(field(name, 'string'), identifier(name), {
    csv: { ...options, emptyValue: '' },
    text: true,
    inferred: true,
  });
  return `NULLIF(${plan.value}, '')`;
}

function fits(column: string, type: string, csv: CsvOptions): string {
  if (type === 'long' || type === 'decimal(38,0)') {
    const sql = type === 'long' ? 'BIGINT' : 'DECIMAL(38, 0)';
    return `(${column} IS NULL OR (${isWhole(column)} AND TRY_CAST(${column} AS ${sql}) IS NOT NULL))`;
  }
  const start = STARTS[type];
  const formatted = type === 'date' ? csv.dateFormat : csv.timestampFormat;
  const guard =
    start !== undefined && (type === 'double' || !formatted)
      ? `(${column} IS NULL OR regexp_matches(${column}, '${start}')) AND `
      : '';
  const plan = planText(field(column, type), column, { csv, text: true, inferred: true });
  return `(${guard}${plan.fits ?? 'true'})`;
}
