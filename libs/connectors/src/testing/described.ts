import type { JsonSchema } from '@mu-mesh/core';

/** Pointers of the properties of a JSON Schema that say nothing about themselves. */
export function undescribed(schema: JsonSchema, pointer = ''): string[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === 'properties' || keyword === 'patternProperties') {
      return Object.entries(objectOf(value)).flatMap(([key, property]) => {
        const described = objectOf(property)['description'];
        const own = typeof described === 'string' && described.length > 3 ? [] : [`${pointer}/${key}`];
        return [...own, ...undescribed(objectOf(property), `${pointer}/${key}`)];
      });
    }
    if (['if', 'then', 'else', 'items', 'additionalProperties'].includes(keyword))
      return undescribed(objectOf(value), `${pointer}/${keyword}`);
    return Array.isArray(value) && keyword === 'anyOf'
      ? value.flatMap((one) => undescribed(objectOf(one), pointer))
      : [];
  });
}

function objectOf(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
