import type { DataType, Field, StructType } from '@mu-mesh/core';
import { field } from '@mu-mesh/core';
import type { DuckDBDecimalType, DuckDBListType, DuckDBMapType, DuckDBStructType, DuckDBType } from '@duckdb/node-api';

import type { ResultColumn } from './connection';
import { duckdb } from './driver';
import { identifier } from './quote';

/** DuckDB's types by the names of DuckDBTypeId. HUGEINT becomes a decimal: DuckDB would write it to Parquet as DOUBLE. */
const TO_MODEL: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'byte',
  UTINYINT: 'short',
  SMALLINT: 'short',
  USMALLINT: 'integer',
  INTEGER: 'integer',
  UINTEGER: 'long',
  BIGINT: 'long',
  UBIGINT: 'decimal(20,0)',
  HUGEINT: 'decimal(38,0)',
  UHUGEINT: 'decimal(38,0)',
  FLOAT: 'float',
  DOUBLE: 'double',
  VARCHAR: 'string',
  ENUM: 'string',
  UUID: 'string',
  TIME: 'string',
  TIME_TZ: 'string',
  TIME_NS: 'string',
  BLOB: 'binary',
  DATE: 'date',
  TIMESTAMP: 'timestamp_ntz',
  TIMESTAMP_S: 'timestamp_ntz',
  TIMESTAMP_MS: 'timestamp_ntz',
  TIMESTAMP_NS: 'timestamp_ntz',
  TIMESTAMP_TZ: 'timestamp',
  // A column of bare NULLs; CREATE TABLE AS makes it an INTEGER too.
  SQLNULL: 'integer',
};

const TO_SQL: Readonly<Record<string, string>> = {
  boolean: 'BOOLEAN',
  byte: 'TINYINT',
  short: 'SMALLINT',
  integer: 'INTEGER',
  long: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
  timestamp_ntz: 'TIMESTAMP',
};

/** The model's type for a DuckDB type; undefined where a table has no form for it (INTERVAL, UNION, BIT …). */
export function toDataType(type: DuckDBType): DataType | undefined {
  const name = duckdb().DuckDBTypeId[type.typeId];
  switch (name) {
    case 'DECIMAL': {
      const { width, scale } = type as DuckDBDecimalType;
      return `decimal(${width},${scale})`;
    }
    case 'LIST':
    case 'ARRAY': {
      const elementType = toDataType((type as DuckDBListType).valueType);
      return elementType === undefined ? undefined : { type: 'array', elementType, containsNull: true };
    }
    case 'MAP': {
      const { keyType, valueType } = type as DuckDBMapType;
      const [key, value] = [toDataType(keyType), toDataType(valueType)];
      return key === undefined || value === undefined
        ? undefined
        : { type: 'map', keyType: key, valueType: value, valueContainsNull: true };
    }
    case 'STRUCT':
      return toStruct(type as DuckDBStructType);
    default:
      return name === undefined ? undefined : TO_MODEL[name];
  }
}

function toStruct(type: DuckDBStructType): StructType | undefined {
  const fields: Field[] = [];
  for (const [index, name] of type.entryNames.entries()) {
    const entry = type.entryTypes[index];
    const inner = entry && toDataType(entry);
    if (!inner) return undefined;
    fields.push(field(name, inner));
  }
  return { type: 'struct', fields };
}

/** DuckDB's spelling of a model type, safe to stand in SQL. Throws RangeError for a type that is none. */
export function toSqlType(type: DataType): string {
  if (typeof type === 'string') {
    const sql = TO_SQL[type] ?? decimalType(type);
    if (!sql) throw new RangeError(`"${type}" is no column type.`);
    return sql;
  }
  switch (type.type) {
    case 'array':
      return `${toSqlType(type.elementType)}[]`;
    case 'map':
      return `MAP(${toSqlType(type.keyType)}, ${toSqlType(type.valueType)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((f) => `${identifier(f.name)} ${toSqlType(f.type)}`).join(', ')})`;
  }
}

function decimalType(type: string): string | undefined {
  const match = /^decimal\((\d{1,2}),\s*(\d{1,2})\)$/.exec(type);
  return match ? `DECIMAL(${match[1]}, ${match[2]})` : undefined;
}

/** The model's field of a result column; undefined where its type has no form in a table. */
export function toField(column: ResultColumn): Field | undefined {
  const type = toDataType(column.type);
  return type === undefined ? undefined : field(column.name, type);
}

/** Whether values of this DuckDB type must be cast to be written as their model type. */
export function needsCast(type: DuckDBType): boolean {
  const model = toDataType(type);
  return model === undefined || type.alias !== undefined || normalise(type.toString()) !== normalise(toSqlType(model));
}

/** DuckDB prints names quoted and TIMESTAMPTZ long; structure is what counts. */
function normalise(sql: string): string {
  return sql.replaceAll('TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ').replaceAll(/\s+/g, '');
}
