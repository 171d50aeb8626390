import type { Contract, ContractObject, ContractProperty } from '../../model/contract';
import type { JsonSchema } from '../../ports';
import { type JsonForm, jsonForm, nullable } from './json-form';

const WHOSE =
  'A row as DestinationJSON writes it. `mesh preview --format json` is for people: there every value is text.';

/** A row as JSON Schema, draft 2020-12, of the JSON that DestinationJSON writes. */
export function exportJsonSchema(contract: Contract, object: ContractObject): JsonSchema {
  const about = object.description ?? contract.description.purpose;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${contract.id}:${contract.version}`,
    title: contract.name ?? object.name,
    description: about === undefined ? WHOSE : `${about.trim()}\n\n${WHOSE}`,
    ...fields(object.properties),
    additionalProperties: object.additionalColumns,
  };
}

function fields(properties: readonly ContractProperty[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map((property) => [property.name, schemaOf(property)])),
    required: properties.filter(isNeverNull).map(({ name }) => name),
  };
}

function isNeverNull({ required, primaryKey }: ContractProperty): boolean {
  return required || primaryKey;
}

function schemaOf(property: ContractProperty): JsonSchema {
  const { description, deprecated } = property;
  const form = formOf(property);
  const { type, says, ...rest } = form;
  const text = [description?.trim(), says].filter((part) => part !== undefined && part !== '').join(' ');
  return {
    ...(type !== undefined && { type: isNeverNull(property) ? type : nullable(type) }),
    ...rest,
    ...(text !== '' && { description: text }),
    ...(deprecated && { deprecated }),
    ...demands(property, form),
  };
}

/** What the contract demands of values, where JSON Schema can say it of this form. */
function demands(property: ContractProperty, { type, pattern }: JsonForm): JsonSchema {
  const { options } = property;
  const isNumber = type === 'integer' || [type].flat().includes('number');
  const isPlain = pattern === undefined || isNumber;
  const accepted = isPlain ? property.enum?.map(({ value }) => value) : undefined;
  const withNull = !isNeverNull(property) && !accepted?.includes(null);
  const pick = (...keys: (keyof typeof options)[]) =>
    Object.fromEntries(keys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])));
  return {
    ...(accepted && { enum: withNull ? [...accepted, null] : accepted }),
    ...(isNumber && pick('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')),
    ...(type === 'string' && isPlain && pick('minLength', 'maxLength')),
    ...(type === 'string' && isPlain && options.pattern !== undefined && patternOf(options.pattern)),
    ...(type === 'array' && pick('minItems', 'maxItems', 'uniqueItems')),
  };
}

/** RE2 knows what the regular expressions of JSON Schema (ECMA-262) do not, such as `(?i)` at the start. */
function patternOf(pattern: string): JsonSchema {
  try {
    new RegExp(pattern, 'u');
    return { pattern };
  } catch {
    return { $comment: `Not demanded here, since it is a pattern of RE2 alone: ${pattern}` };
  }
}

/** Of the column's type in the table; what its parts hold is said by the property's own parts where it has them. */
function formOf(property: ContractProperty): JsonForm {
  const { items, map, properties, type } = property;
  if (properties.length > 0) return { ...fields(properties), type: 'object' };
  if (items) return { type: 'array', items: schemaOf(items) };
  if (map) return { type: 'object', additionalProperties: schemaOf(map.value) };
  return type === undefined ? loose(property) : jsonForm(type);
}

/** Objects, arrays and maps whose parts are not described. */
function loose({ logicalType }: ContractProperty): JsonForm {
  if (logicalType === 'array') return { type: 'array' };
  return logicalType === 'object' || logicalType === 'map' ? { type: 'object' } : {};
}
