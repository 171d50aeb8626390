import type { DataType } from '../../model/schema';
import type { JsonSchema } from '../../ports';

/** The keywords of JSON Schema that say how values of a type are written; `says` is for the description. */
export interface JsonForm {
  type?: string | string[];
  format?: string;
  pattern?: string;
  says?: string;
  [keyword: string]: unknown;
}

const CLOCK = String.raw`\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?`;

/** How DestinationJSON writes values of a type, for JSON Schema draft 2020-12. */
export function jsonForm(type: DataType): JsonForm {
  if (typeof type !== 'string') return nested(type);
  if (type.startsWith('decimal(')) return decimal(type);
  switch (type) {
    case 'boolean':
      return { type };
    case 'byte':
    case 'short':
    case 'integer':
      return { type: 'integer' };
    case 'long':
      return { type: 'integer', says: 'All digits are written, up to 19.' };
    case 'float':
    case 'double':
      return { type: ['number', 'string'], pattern: '^(NaN|-?Infinity)$' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'timestamp':
      return { type: 'string', pattern: `^${CLOCK}\\+00$`, says: 'In UTC.' };
    case 'timestamp_ntz':
      return { type: 'string', pattern: `^${CLOCK}$` };
    case 'binary':
      return {
        type: 'string',
        pattern: String.raw`^([ -!#-&(-\[\]-~]|\\x[0-9A-F]{2})*$`,
        says: 'Bytes that are no printable ASCII as \\x and two hexadecimal digits.',
      };
    default:
      return { type: 'string' };
  }
}

function decimal(type: string): JsonForm {
  const [precision = 38, scale = 0] = (/\((\d+),\s*(\d+)\)/.exec(type) ?? []).slice(1).map(Number);
  const says = precision > 15 ? `All digits are written, up to ${precision}.` : undefined;
  return { type: scale === 0 ? 'integer' : 'number', ...(says !== undefined && { says }) };
}

function nested(type: Exclude<DataType, string>): JsonForm {
  if (type.type === 'array') return { type: 'array', items: orNull(type.elementType) };
  if (type.type === 'map') return { type: 'object', additionalProperties: orNull(type.valueType) };
  return { type: 'object', properties: Object.fromEntries(type.fields.map((one) => [one.name, orNull(one.type)])) };
}

function orNull(type: DataType): JsonSchema {
  const { type: kind, says, ...rest } = jsonForm(type);
  return { type: nullable(kind), ...rest, ...(says !== undefined && { description: says }) };
}

/** The same, or null. */
export function nullable(type: JsonForm['type']): string[] {
  return [...(type === undefined ? [] : [type].flat()), 'null'];
}
