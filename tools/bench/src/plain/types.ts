import type { DataType } from '@mu-mesh/core';

const NAMES: Readonly<Record<string, string>> = {
  byte: 'TINYINT',
  short: 'SMALLINT',
  integer: 'INTEGER',
  long: 'BIGINT',
  string: 'VARCHAR',
  binary: 'BLOB',
  timestamp: 'TIMESTAMPTZ',
  timestamp_ntz: 'TIMESTAMP',
};

/** DuckDB's spelling of a column's type. */
export function sqlType(type: DataType): string {
  if (typeof type === 'string') return NAMES[type] ?? type.toUpperCase();
  switch (type.type) {
    case 'array':
      return `${sqlType(type.elementType)}[]`;
    case 'map':
      return `MAP(${sqlType(type.keyType)}, ${sqlType(type.valueType)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((member) => `"${member.name}" ${sqlType(member.type)}`).join(', ')})`;
  }
}

export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
