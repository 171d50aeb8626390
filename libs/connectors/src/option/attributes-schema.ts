import type { JsonSchema } from '@mu-mesh/core';
import type { OptionTable } from './rule';

/** The JSON Schema of `additional_attributes`; the values themselves are judged by `check`, with better words. */
export function attributesSchema(table: OptionTable, description: string): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(table).map(([name, rule]) => [
      name,
      {
        description:
          rule.aliases.length === 0 ? rule.description : `${rule.description} Also spelled ${rule.aliases.join(', ')}.`,
        ...(rule.default !== undefined && { default: rule.default }),
        ...(rule.examples.length > 0 && { examples: rule.examples }),
      },
    ]),
  );
  return {
    description: `${description} Either a list of {"key", "value"} or an object; names are compared without case.`,
    default: [],
    if: { type: 'array' },
    then: { items: attributeSchema(Object.keys(table)) },
    else: { type: 'object', properties, additionalProperties: { description: 'Judged by its name.' } },
  };
}

function attributeSchema(names: readonly string[]): JsonSchema {
  return {
    type: 'object',
    description: 'One option.',
    required: ['key', 'value'],
    properties: {
      key: { type: 'string', minLength: 1, description: "The option's name.", examples: names },
      value: {
        description:
          'Its value: a string, a number or a boolean; a list of strings where several formats are tried in order.',
      },
    },
    patternProperties: { '^_': { description: 'A comment.' } },
    additionalProperties: false,
  };
}
