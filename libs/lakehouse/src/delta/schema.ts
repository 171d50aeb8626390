import { MeshError, type DataType, type Field } from '@mu-mesh/core';

/** The fields of a `schemaString`. */
export function parseSchema(schemaString: string): Field[] {
  const schema: unknown = JSON.parse(schemaString);
  if (typeof schema === 'object' && schema !== null && 'fields' in schema && Array.isArray(schema.fields)) {
    return schema.fields as Field[];
  }
  throw new MeshError('TABLE_UNSUPPORTED', "The table's log has no readable schema");
}

export function formatSchema(fields: readonly Field[]): string {
  return JSON.stringify({ type: 'struct', fields });
}

/** Equal types, whatever the metadata and nullability of nested fields. */
export function sameType(a: DataType, b: DataType): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (a.type === 'array') return b.type === 'array' && sameType(a.elementType, b.elementType);
  if (a.type === 'map') return b.type === 'map' && sameType(a.keyType, b.keyType) && sameType(a.valueType, b.valueType);
  return b.type === 'struct' && sameFields(a.fields, b.fields);
}

/** Equal names and types, in order. */
export function sameFields(a: readonly Field[], b: readonly Field[]): boolean {
  return a.length === b.length && a.every((field, i) => field.name === b[i]?.name && sameType(field.type, b[i].type));
}

/** Whether a primitive type occurs anywhere. */
export function usesType(fields: readonly Field[], name: string): boolean {
  const uses = (type: DataType): boolean => {
    if (typeof type === 'string') return type === name;
    if (type.type === 'array') return uses(type.elementType);
    if (type.type === 'map') return uses(type.keyType) || uses(type.valueType);
    return usesType(type.fields, name);
  };
  return fields.some((field) => uses(field.type));
}
