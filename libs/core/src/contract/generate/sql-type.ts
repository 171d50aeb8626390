import type { DataType } from '../../model/schema';

const SPELLINGS: Record<string, string> = {
  byte: 'TINYINT',
  short: 'SMALLINT',
  integer: 'INTEGER',
  long: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  binary: 'BLOB',
  timestamp_ntz: 'TIMESTAMP',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
};

/** A type as SQL spells it, and as `physicalType` of a contract is read back. */
export function sqlType(type: DataType): string {
  if (typeof type === 'string') return SPELLINGS[type] ?? type.toUpperCase();
  switch (type.type) {
    case 'array':
      return `${sqlType(type.elementType)}[]`;
    case 'map':
      return `MAP(${sqlType(type.keyType)}, ${sqlType(type.valueType)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${sqlName(field.name)} ${sqlType(field.type)}`).join(', ')})`;
  }
}

/** A name in SQL text. Always in quotes: which words need them differs from one database to the next. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
