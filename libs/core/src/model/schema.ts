/**
 * Column types, spelled as Delta Lake and Spark spell them in JSON (`long`, `decimal(10,2)`, `timestamp_ntz`,
 * nested `struct`, `array`, `map`). The engines translate; nothing else knows an engine's own names.
 * Source: Delta protocol, section "Schema Serialization Format".
 */
export type DataType = PrimitiveType | ArrayType | MapType | StructType;

/** `boolean byte short integer long float double string binary date timestamp timestamp_ntz decimal(p,s)`. */
export type PrimitiveType = string;

export interface ArrayType {
  type: 'array';
  elementType: DataType;
  containsNull: boolean;
}

export interface MapType {
  type: 'map';
  keyType: DataType;
  valueType: DataType;
  valueContainsNull: boolean;
}

export interface StructType {
  type: 'struct';
  fields: Field[];
}

export interface Field {
  name: string;
  type: DataType;
  nullable: boolean;
  metadata: Record<string, unknown>;
}

/** A nullable field without metadata, the form every engine result has. */
export function field(name: string, type: DataType): Field {
  return { name, type, nullable: true, metadata: {} };
}

/** `struct<a:long,b:array<string>>`: the one-line spelling for messages and tables. */
export function formatType(type: DataType): string {
  if (typeof type === 'string') return type;
  switch (type.type) {
    case 'array':
      return `array<${formatType(type.elementType)}>`;
    case 'map':
      return `map<${formatType(type.keyType)},${formatType(type.valueType)}>`;
    case 'struct':
      return `struct<${type.fields.map((f) => `${f.name}:${formatType(f.type)}`).join(',')}>`;
  }
}
