import { field, MeshError, type CsvOptions, type DataType, type Field, type JsonOptions } from '@mu-mesh/core';

import { identifier, literal } from '../../quote';
import { toSqlType } from '../../types';
import { planText, typeWords, type PlanOptions } from '../csv/column-plan';
import { isTexts } from './exact-numbers';

/** A column of JSON objects as SQL over one object. */
export interface JsonColumn {
  field: Field;
  /** The value, NULL where it does not fit. */
  value: string;
  /** Whether what is there fits the type; a key that is missing or null does. */
  fits: string;
  /** SQL text: what is wrong. */
  reason: string;
}

/** Plans a column of the JSON objects that the SQL expression `object` yields. */
export function jsonColumn(column: Field, object: string, options: JsonOptions): JsonColumn {
  const path = literal(`$.${JSON.stringify(column.name)}`);
  const value = `json_extract(${object}, ${path})`;
  return {
    field: column,
    value: valueOf(value, column.type, options),
    fits: fitsOf(value, column.type, options),
    reason: reasonOf(column, `json_extract_string(${object}, ${path})`),
  };
}

/** The DuckDB type in which a line's column is read: a scalar as its text, the rest as JSON. */
export function readType(type: DataType): 'VARCHAR' | 'JSON' {
  return typeof type === 'string' ? 'VARCHAR' : 'JSON';
}

/** SQL: a struct of the columns as a line's reader shows them, of the object that the SQL expression `object` yields. */
export function lineStruct(columns: readonly Field[], object: string): string {
  const shape = Object.fromEntries(columns.map(({ name, type }) => [name, readType(type)]));
  return `json_transform(${object}, ${literal(JSON.stringify(shape))})`;
}

/** Plans a column of such a struct. */
export function structColumn(column: Field, struct: string, options: JsonOptions): JsonColumn {
  return lineColumn(column, `struct_extract(${struct}, ${literal(column.name)})`, options);
}

/**
 * Plans a column that was read from lines: `name` is its text, or JSON, in SQL. `made`, where given, is a column that
 * holds its `value`, which is then right for values that fit only.
 */
export function lineColumn(column: Field, name: string, options: JsonOptions, made?: string): JsonColumn {
  const reason = reasonOf(column, name);
  if (typeof column.type === 'string') {
    const {
      value,
      fitting = value,
      fits = 'true',
    } = planText(field(column.name, column.type), name, textOptions(options), made);
    return { field: column, value: made === undefined ? value : fitting, fits, reason };
  }
  if (isTexts(column.type)) {
    const fits = `(${name} IS NULL OR starts_with(${name}::VARCHAR, '{') OR ${name}::VARCHAR = 'null')`;
    return { field: column, value: valueOf(name, column.type, options), fits, reason };
  }
  // What comes out as it went in fits; only the rest is looked at piece by piece.
  const value = valueOf(name, column.type, options);
  const fits = `CASE WHEN to_json(${made ?? value})::VARCHAR = ${name}::VARCHAR THEN true ELSE ${fitsOf(name, column.type, options)} END`;
  return { field: column, value, fits, reason };
}

function reasonOf({ name, type }: Field, text: string): string {
  return `${literal(`${name}: "`)} || left(${text}, 100) || ${literal(`" is no ${typeWords(type)}`)}`;
}

function valueOf(json: string, type: DataType, options: JsonOptions): string {
  if (typeof type !== 'string') return `json_transform(${json}, ${literal(JSON.stringify(shapeOf(type)))})`;
  return planText(field('value', type), `(${json} ->> '$')`, textOptions(options)).value;
}

function fitsOf(json: string, type: DataType, options: JsonOptions): string {
  if (typeof type === 'string') {
    const plan = planText(field('value', type), `(${json} ->> '$')`, textOptions(options));
    return plan.fits ?? 'true';
  }
  const missing = `coalesce(json_type(${json}), 'NULL') = 'NULL'`;
  switch (type.type) {
    case 'array':
      return `(${missing} OR (json_type(${json}) = 'ARRAY' AND ${allFit(`json_extract(${json}, '$[*]')`, type.elementType, options)}))`;
    case 'map':
      return `(${missing} OR (json_type(${json}) = 'OBJECT' AND ${allFit(`json_extract(${json}, '$.*')`, type.valueType, options)}))`;
    case 'struct': {
      const inner = type.fields.map((f) =>
        fitsOf(`json_extract(${json}, ${literal(`$.${JSON.stringify(f.name)}`)})`, f.type, options),
      );
      return `(${missing} OR (${[`json_type(${json}) = 'OBJECT'`, ...inner].join(' AND ')}))`;
    }
  }
}

let depth = 0;

function allFit(list: string, type: DataType, options: JsonOptions): string {
  const name = `e${++depth}`;
  try {
    return `coalesce(list_bool_and(list_transform(${list}, lambda ${name}: ${fitsOf(name, type, options)})), true)`;
  } finally {
    depth -= 1;
  }
}

/** A type as DuckDB's `json_transform` spells it. */
function shapeOf(type: DataType): unknown {
  if (typeof type === 'string') return toSqlType(type);
  switch (type.type) {
    case 'array':
      return [shapeOf(type.elementType)];
    case 'map':
      return toSqlType(type);
    case 'struct':
      return Object.fromEntries(type.fields.map((f) => [f.name, shapeOf(f.type)]));
  }
}

function textOptions({ dateFormat, timestampFormat, multiLine }: JsonOptions): PlanOptions {
  const csv: CsvOptions = {
    header: false,
    inferSchema: false,
    sep: ',',
    quote: '',
    escape: '',
    nullValue: '',
    multiLine,
    ignoreLeadingWhiteSpace: false,
    ignoreTrailingWhiteSpace: false,
    ...(dateFormat && { dateFormat }),
    ...(timestampFormat && { timestampFormat }),
  };
  return { csv, text: true, inferred: false, nulls: true };
}

/** The columns of the structure that DuckDB's `json_group_structure` finds. */
export function structureFields(structure: unknown): Field[] {
  if (typeof structure !== 'object' || structure === null || Array.isArray(structure)) return [];
  const seen = new Map<string, string>();
  return Object.entries(structure).map(([name, type]) => {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined)
      throw new MeshError(
        'DATA_INVALID',
        `The keys "${other}" and "${name}" differ only by case; a table cannot hold both.`,
      );
    seen.set(name.toLowerCase(), name);
    return field(name, structureType(type));
  });
}

const STRUCTURE: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  BIGINT: 'long',
  UBIGINT: 'long',
  HUGEINT: 'decimal(38,0)',
  DOUBLE: 'double',
};

function structureType(type: unknown): DataType {
  if (typeof type === 'string') return STRUCTURE[type] ?? 'string';
  if (Array.isArray(type)) return { type: 'array', elementType: structureType(type[0]), containsNull: true };
  const fields = structureFields(type);
  return fields.length > 0 ? { type: 'struct', fields } : 'string';
}

/** `value AS name` for a SELECT list. */
export function selectItem({ field: { name }, value }: JsonColumn): string {
  return `${value} AS ${identifier(name)}`;
}
