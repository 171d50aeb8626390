import type { JsonSchema } from '../ports';
import { isRecord } from './read/document';

/** One key of a schema, for the reference in docs. */
export interface DescribedKey {
  key: string;
  /** `text`, `whole number`, `overwrite | append`, `list of text`, the name of a definition … */
  type: string;
  /** As JSON; undefined where there is none. */
  default: string | undefined;
  description: string;
  required: boolean;
}

/** The keys of an object schema, required ones first, otherwise in the schema's order. */
export function describeSchema(schema: JsonSchema): DescribedKey[] {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const keys = Object.entries(properties).map(([key, value]): DescribedKey => {
    const part = isRecord(value) ? value : {};
    return {
      key,
      type: typeOf(part),
      default: part['default'] === undefined ? undefined : JSON.stringify(part['default']),
      description: typeof part['description'] === 'string' ? part['description'] : '',
      required: required.has(key),
    };
  });
  return [...keys.filter((key) => key.required), ...keys.filter((key) => !key.required)];
}

const WORDS: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
  array: 'list',
  null: 'null',
};

function typeOf(schema: JsonSchema): string {
  if (typeof schema['$ref'] === 'string') return schema['$ref'].split('/').at(-1) ?? '';
  if (Array.isArray(schema['enum'])) return schema['enum'].map(String).join(' | ');
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(choices)) return [...new Set(choices.filter(isRecord).map(typeOf))].join(' or ');
  if (schema['type'] === 'array' && isRecord(schema['items'])) return `list of ${typeOf(schema['items'])}`;
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  const text = types
    .filter((type) => typeof type === 'string')
    .map((type) => WORDS[type] ?? type)
    .join(' or ');
  return schema['format'] === 'mesh-path' ? 'path' : text || 'any';
}
