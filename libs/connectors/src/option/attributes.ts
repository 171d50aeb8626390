import type { ConfigFinding } from '@mu-mesh/core';
import type { AttributeValue } from './rule';

export interface Attribute {
  key: string;
  value: AttributeValue;
  /** Of the value, relative to the command. */
  pointer: string;
}

/**
 * The attributes of a command, whether given as `[{key, value}]` or as an object. Keys that begin with `_` are
 * comments. Shapes that the schema refuses are left out here, values of a wrong type are findings.
 */
export function readAttributes(given: unknown): { attributes: Attribute[]; findings: ConfigFinding[] } {
  const findings: ConfigFinding[] = [];
  const attributes: Attribute[] = [];
  for (const { key, value, pointer } of entries(given)) {
    if (key.startsWith('_')) continue;
    if (isAttributeValue(value)) attributes.push({ key, value, pointer });
    else findings.push({ pointer, message: `the value of "${key}" must be a string, a number or a boolean` });
  }
  return { attributes, findings };
}

function entries(given: unknown): { key: string; value: unknown; pointer: string }[] {
  if (Array.isArray(given)) {
    return given.flatMap((item: unknown, index) =>
      isObject(item) && typeof item['key'] === 'string' && 'value' in item
        ? [{ key: item['key'].trim(), value: item['value'], pointer: `/additional_attributes/${index}/value` }]
        : [],
    );
  }
  if (!isObject(given)) return [];
  return Object.entries(given).map(([key, value]) => {
    return { key: key.trim(), value, pointer: `/additional_attributes/${escapePointer(key)}` };
  });
}

function isAttributeValue(value: unknown): value is AttributeValue {
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => typeof item === 'string');
  return ['string', 'number', 'boolean'].includes(typeof value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One segment of a JSON pointer (RFC 6901). */
export function escapePointer(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}
