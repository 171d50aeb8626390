import type { ContractProperty } from '../model/contract';
import type { DataType, Field } from '../model/schema';
import { identifier } from './quote';

/** A declared column that the rows have, or a field inside of one. */
export interface Column {
  /** `address.city`. */
  path: string;
  /** The expression that gives its value. */
  sql: string;
  /** Whether what holds it is there; undefined for a column of the table. */
  parent?: string;
  /** The type that the rows have. */
  type: DataType;
  property: ContractProperty;
}

/** The declared columns that the rows have, fields of structs included, in the order of the contract. */
export function columnsOf(
  properties: readonly ContractProperty[],
  fields: readonly Field[],
  parent?: Column,
): Column[] {
  return properties.flatMap((property) => {
    const field = fieldOf(fields, property.name);
    if (!field) return [];
    const column: Column = {
      path: parent ? `${parent.path}.${property.name}` : property.name,
      sql: parent ? `${parent.sql}.${identifier(field.name)}` : identifier(field.name),
      ...(parent && { parent: parent.sql }),
      type: field.type,
      property,
    };
    const inner = typeof field.type !== 'string' && field.type.type === 'struct' ? field.type.fields : [];
    return [column, ...columnsOf(property.properties, inner, column)];
  });
}

/** By name, upper and lower case alike, as SQL has it. */
export function fieldOf(fields: readonly Field[], name: string): Field | undefined {
  return (
    fields.find((field) => field.name === name) ??
    fields.find((field) => field.name.toLowerCase() === name.toLowerCase())
  );
}
