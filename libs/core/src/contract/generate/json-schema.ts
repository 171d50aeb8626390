import type { Contract, ContractObject, ContractProperty } from '../../model/contract';
import type { JsonSchema } from '../../ports';
import { logicalTypes } from '../read/data-type';

/** A row as JSON Schema, draft 2020-12. Dates and times are text in ISO 8601; binary values are base64. */
export function exportJsonSchema(contract: Contract, object: ContractObject): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${contract.id}:${contract.version}`,
    title: contract.name ?? object.name,
    ...((object.description ?? contract.description.purpose) !== undefined && {
      description: object.description ?? contract.description.purpose,
    }),
    ...fields(object.properties),
    additionalProperties: object.additionalColumns,
  };
}

function fields(properties: readonly ContractProperty[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map((property) => [property.name, schemaOf(property)])),
    required: properties.filter(({ required, primaryKey }) => required || primaryKey).map(({ name }) => name),
  };
}

function schemaOf(property: ContractProperty): JsonSchema {
  const { required, primaryKey, description, deprecated, options } = property;
  const { type, ...form } = formOf(property);
  const nullable = !required && !primaryKey;
  const accepted = property.enum?.map(({ value }) => value);
  const isNumber = type === 'integer' || type === 'number';
  const pick = (...keys: (keyof typeof options)[]) =>
    Object.fromEntries(keys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])));
  return {
    ...(type !== undefined && { type: nullable ? [type, 'null'] : type }),
    ...form,
    ...(description !== undefined && { description }),
    ...(deprecated && { deprecated }),
    ...(accepted && { enum: nullable && !accepted.includes(null) ? [...accepted, null] : accepted }),
    ...(isNumber && pick('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')),
    ...(type === 'string' && pick('minLength', 'maxLength', 'pattern')),
    ...(type === 'array' && pick('minItems', 'maxItems', 'uniqueItems')),
  };
}

function formOf(property: ContractProperty): JsonSchema & { type?: string } {
  const { items, map, properties } = property;
  switch (property.logicalType ?? (property.type === undefined ? undefined : logicalTypes(property.type)[0])) {
    case 'integer':
    case 'number':
    case 'boolean':
      return { type: property.logicalType ?? 'number' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'timestamp':
      return { type: 'string', ...(property.options.timezone === true && { format: 'date-time' }) };
    case 'string':
    case 'time':
      return { type: 'string' };
    case 'array':
    case 'vector':
      return { type: 'array', ...(items && { items: schemaOf(items) }) };
    case 'map':
      return { type: 'object', ...(map && { additionalProperties: schemaOf(map.value) }) };
    case 'object':
      return properties.length > 0 ? fields(properties) : { type: 'object' };
    case undefined:
      return {};
  }
}
