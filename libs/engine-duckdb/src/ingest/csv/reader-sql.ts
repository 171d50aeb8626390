import type { CsvOptions } from '@mu-mesh/core';

import { identifier, literal, literalList } from '../../quote';
import { escapeGlob } from '../../table-sql';
import { formats, ISO_DATE, type ColumnPlan } from './column-plan';
import type { Dialect } from './dialect';
import type { CsvFile } from './header';

/** Files that one call of the reader takes: same columns in the same order, same lines in front. */
export interface FileGroup {
  files: CsvFile[];
  skip: number;
  names: string[];
}

/** Names of what one scan leaves on the connection. */
export interface ScanNames {
  /** Tables of refused rows are `<rejects>_<group>`, of their files `<files>_<group>`. */
  rejects: string;
  files: string;
  /** Sequence that counts rows that the types refuse. */
  misfits: string;
}

export interface ReadPlan {
  groups: FileGroup[];
  columns: ColumnPlan[];
  dialect: Dialect;
  options: CsvOptions;
  text: boolean;
  inferred: boolean;
  names: ScanNames;
  /** Rows that the reader or the types refuse leave no trace. */
  silent?: boolean;
}

/** Files by what one reader call can take, in order. */
export function groupFiles(files: readonly CsvFile[]): FileGroup[] {
  const groups = new Map<string, FileGroup>();
  for (const file of files) {
    const key = JSON.stringify([file.skip, file.names]);
    const group = groups.get(key);
    if (group) group.files.push(file);
    else groups.set(key, { files: [file], skip: file.skip, names: file.names });
  }
  return [...groups.values()];
}

/** The SELECT that reads everything: good rows come out, the others are in the rejects or counted by the sequence, unless `silent`. */
export function readSql(plan: ReadPlan, extra: readonly string[]): string {
  const values = [
    ...plan.columns.map(({ field, value, fitting }) => `${fitting ?? value} AS ${identifier(field.name)}`),
    ...extra,
  ].join(', ');
  const filters = [refuseSql(plan), blankSql(plan)];
  const where = filters.filter((filter) => filter !== undefined);
  const filter = where.length > 0 ? ` WHERE ${where.join(' AND ')}` : '';
  return plan.groups
    .map((group, index) => `SELECT ${values} FROM ${readerSql(plan, group, index)}${filter}`)
    .join(' UNION ALL ');
}

/** True for a row whose every column fits; undefined where the reader checks all. */
export function misfitSql(columns: readonly ColumnPlan[]): string | undefined {
  const checks = columns.flatMap(({ fits }) => (fits ? [fits] : []));
  return checks.length > 0 ? checks.join(' AND ') : undefined;
}

/** A file with one column: an empty line is no row. */
export function blankSql(plan: ReadPlan): string | undefined {
  const [only, ...others] = plan.columns;
  return only && others.length === 0 ? `${identifier(only.field.name)} IS NOT NULL` : undefined;
}

/** Counts a row that does not fit, and leaves it out. */
function refuseSql(plan: ReadPlan): string | undefined {
  const fits = misfitSql(plan.columns);
  if (plan.silent) return fits;
  return fits && `CASE WHEN ${fits} THEN true ELSE nextval(${literal(plan.names.misfits)}) < 0 END`;
}

/** One call of read_csv, refused rows kept in tables of the plan's names. */
export function readerSql(plan: ReadPlan, group: FileGroup, index: number, more: readonly string[] = []): string {
  const types = new Map(plan.columns.map(({ field, read }) => [field.name, read]));
  const columns = group.names.map((name) => `${literal(name)}: ${literal(types.get(name) ?? 'VARCHAR')}`);
  const { sep, quote, escape } = plan.dialect;
  const settings = [
    literalList(group.files.map(({ path }) => escapeGlob(path))),
    `columns = {${columns.join(', ')}}`,
    'auto_detect = false',
    'header = false',
    `skip = ${group.skip}`,
    `delim = ${literal(sep)}`,
    `quote = ${literal(quote)}`,
    `escape = ${literal(escape)}`,
    `nullstr = ''`,
    `allow_quoted_nulls = ${!plan.text}`,
    'strict_mode = true',
    'null_padding = false',
    'hive_partitioning = false',
    // In several threads the reader takes lines inside quotes for rows, and says nothing.
    ...(plan.dialect.multiLine && more.length === 0 ? ['parallel = false'] : []),
    ...more,
    ...dateSettings(plan),
    ...(plan.silent ? ['ignore_errors = true'] : rejectSettings(plan.names, index)),
  ];
  return `read_csv(${settings.join(', ')})`;
}

function rejectSettings({ rejects, files }: ScanNames, index: number): string[] {
  return [
    'store_rejects = true',
    'rejects_limit = 0',
    `rejects_table = ${literal(`${rejects}_${index}`)}`,
    `rejects_scan = ${literal(`${files}_${index}`)}`,
  ];
}

function dateSettings({ options, inferred }: ReadPlan): string[] {
  const [date, ...moreDates] = formats(options.dateFormat ?? (inferred ? [ISO_DATE] : undefined));
  const [time, ...moreTimes] = formats(options.timestampFormat);
  return [
    ...(date !== undefined && moreDates.length === 0 ? [`dateformat = ${literal(date)}`] : []),
    ...(time !== undefined && moreTimes.length === 0 ? [`timestampformat = ${literal(time)}`] : []),
  ];
}
