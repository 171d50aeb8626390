import type { DataType } from '@mu-mesh/core';

import { identifier, literal } from './quote';
import type { DuckDbRelation } from './relation';

/**
 * The rows as COPY writes them to JSON. JSON has no NaN and no infinity, and DuckDB writes them bare: as Spark does,
 * they become the texts "NaN", "Infinity" and "-Infinity".
 */
export function jsonRows({ columns, sql }: Pick<DuckDbRelation, 'columns' | 'sql'>): string {
  if (!columns.some(({ type }) => hasFractions(type))) return sql;
  const list = columns.map(({ name, type }) => {
    const column = identifier(name);
    return hasFractions(type) ? `${written(column, type, 0)} AS ${column}` : column;
  });
  return `SELECT ${list.join(', ')} FROM (${sql}) AS mesh_rows`;
}

function hasFractions(type: DataType): boolean {
  if (typeof type === 'string') return type === 'float' || type === 'double';
  if (type.type === 'array') return hasFractions(type.elementType);
  if (type.type === 'map') return hasFractions(type.valueType);
  return type.fields.some((inner) => hasFractions(inner.type));
}

/** `depth`: of the lambdas around, whose parameters must not share a name. */
function written(value: string, type: DataType, depth: number): string {
  if (!hasFractions(type)) return value;
  if (typeof type === 'string') return number(value);
  const each = `mesh_value_${depth}`;
  if (type.type === 'array')
    return `list_transform(${value}, lambda ${each}: ${written(each, type.elementType, depth + 1)})`;
  if (type.type === 'map') {
    const entry = `{'k': ${each}.key, 'v': ${written(`${each}.value`, type.valueType, depth + 1)}}`;
    return `map_from_entries(list_transform(map_entries(${value}), lambda ${each}: ${entry}))`;
  }
  const fields = type.fields.map(
    (inner) =>
      `${identifier(inner.name)} := ${written(`struct_extract(${value}, ${literal(inner.name)})`, inner.type, depth)}`,
  );
  return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
}

function number(value: string): string {
  const other = `CASE WHEN isnan(${value}) THEN 'NaN' WHEN ${value} > 0 THEN 'Infinity' ELSE '-Infinity' END`;
  return `CASE WHEN isfinite(${value}) THEN to_json(${value}) WHEN ${value} IS NOT NULL THEN to_json(${other}) END`;
}
