import type { ContractObject, ContractProperty } from '../../model/contract';
import { sqlName, sqlText, sqlType } from './sql-type';

/** The table as SQL DDL, as DuckDB and PostgreSQL read it; nested types are DuckDB's. */
export function exportSql(object: ContractObject): string {
  const keys = object.properties
    .filter(({ primaryKey }) => primaryKey)
    .sort((a, b) => (a.primaryKeyPosition ?? 0) - (b.primaryKeyPosition ?? 0))
    .map(({ name }) => sqlName(name));
  const lines = [...object.properties.map(column), ...(keys.length > 0 ? [`PRIMARY KEY (${keys.join(', ')})`] : [])];
  const comments = object.properties.flatMap(({ name, description }) =>
    description === undefined
      ? []
      : [`COMMENT ON COLUMN ${sqlName(object.name)}.${sqlName(name)} IS ${sqlText(description)};`],
  );
  const table =
    object.description === undefined
      ? []
      : [`COMMENT ON TABLE ${sqlName(object.name)} IS ${sqlText(object.description)};`];
  return `${[`CREATE TABLE ${sqlName(object.name)} (\n  ${lines.join(',\n  ')}\n);`, ...table, ...comments].join('\n')}\n`;
}

function column(property: ContractProperty): string {
  const { name, type, required, primaryKey, unique } = property;
  const parts = [sqlName(name), type === undefined ? 'VARCHAR' : sqlType(type)];
  if (required || primaryKey) parts.push('NOT NULL');
  if (unique) parts.push('UNIQUE');
  const conditions = conditionsOf(property);
  if (conditions.length > 0) parts.push(`CHECK (${conditions.join(' AND ')})`);
  return parts.join(' ');
}

function conditionsOf({ name, enum: accepted, options }: ContractProperty): string[] {
  const values = accepted?.flatMap(({ value }) => (value === null ? [] : [literal(value)]));
  const bound = (operator: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : [`${sqlName(name)} ${operator} ${literal(value)}`];
  return [
    ...(values && values.length > 0 ? [`${sqlName(name)} IN (${values.join(', ')})`] : []),
    ...bound('>=', options.minimum),
    ...bound('>', options.exclusiveMinimum),
    ...bound('<=', options.maximum),
    ...bound('<', options.exclusiveMaximum),
    ...(options.minLength === undefined ? [] : [`length(${sqlName(name)}) >= ${options.minLength}`]),
    ...(options.maxLength === undefined ? [] : [`length(${sqlName(name)}) <= ${options.maxLength}`]),
  ];
}

function literal(value: string | number | boolean): string {
  return typeof value === 'string' ? sqlText(value) : String(value);
}
