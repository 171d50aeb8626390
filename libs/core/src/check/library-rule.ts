import type { LibraryRule } from '../model/quality';
import { given, repeatedSql } from './key-rule';
import type { Column } from './column';
import { comparable } from './quote';
import { STAGED } from './shown';
import { notIn, notMatching } from './value-test';

/** How a library metric is measured: as an aggregate of the one pass, as rows of the table, or by a query of its own. */
export type Metric =
  | { by: 'rows' }
  | { by: 'condition'; broken: string }
  | { by: 'key'; columns: Column[]; count: string }
  | { by: 'nothing'; why: string };

/** The metric over the rows named `rows` (the table as the commit leaves it) or, for conditions, over the new rows. */
export function metricOf(rule: LibraryRule, columns: readonly Column[], rows: string): Metric {
  const find = (path: string): Column | undefined => columns.find((column) => column.path === path);
  if (rule.metric === 'rowCount') return { by: 'rows' };
  if (rule.metric === 'duplicateValues') {
    const paths = rule.arguments.properties ?? (rule.column === undefined ? [] : [rule.column]);
    const key = paths.flatMap((path) => find(path) ?? []);
    if (paths.length === 0 || key.length < paths.length)
      return { by: 'nothing', why: 'it names no columns of the table' };
    return { by: 'key', columns: key, count: repeatedSql(key, rows) };
  }
  const column = rule.column === undefined ? undefined : find(rule.column);
  if (!column) return { by: 'nothing', why: 'it stands at no column of the table' };
  return { by: 'condition', broken: condition(rule, column) };
}

function condition(rule: LibraryRule, column: Column): string {
  const { missingValues = [null], validValues, pattern } = rule.arguments;
  const isNull = `${column.sql} IS NULL`;
  if (rule.metric === 'nullValues') return isNull;
  if (rule.metric === 'missingValues') {
    const values = missingValues.map((value) => comparable(value, column.type)).filter((value) => value !== 'NULL');
    const tests = [
      ...(missingValues.includes(null) ? [isNull] : []),
      ...(values.length > 0 ? [`coalesce(${column.sql} IN (${values.join(', ')}), false)`] : []),
    ];
    return tests.length === 0 ? 'false' : `(${tests.join(' OR ')})`;
  }
  const tests = [
    ...(validValues ? [notIn(column, validValues)] : []),
    ...(pattern === undefined ? [] : [`coalesce(${notMatching(column, pattern)}, false)`]),
  ];
  return tests.length === 0 ? 'false' : `(${tests.join(' OR ')})`;
}

/** A query for the rows beyond the first of each key, with all their columns. */
export function repeatedRowsSql(columns: readonly Column[], names: string): string {
  const keys = columns.map(({ sql }) => sql).join(', ');
  return `SELECT ${names} FROM (SELECT *, row_number() OVER (PARTITION BY ${keys}) AS "#place" FROM "${STAGED}" WHERE ${given(columns)}) WHERE "#place" > 1`;
}
