import type { ConfigFinding } from '@mu-mesh/core';
import type { AttributeValue } from './rule';

export interface Attribute {
  key: string;
  value: AttributeValue;
  /** Of the value, relative to the command. */
  pointer: string;
  /** Of the name. */
  keyPointer: string;
}

/**
 * The attributes of a command, whether given as `[{key, value}]` or as an object. Keys that begin with `_` are
 * comments. Shapes that the schema refuses are left out here, values of a wrong type are findings.
 */
export function readAttributes(given: unknown): { attributes: Attribute[]; findings: ConfigFinding[] } {
  const findings: ConfigFinding[] = [];
  const attributes: Attribute[] = [];
  for (const entry of entries(given)) {
    const { key, value, pointer } = entry;
    if (key.startsWith('_')) continue;
    if (isAttributeValue(value)) attributes.push({ ...entry, value });
    else findings.push({ pointer, message: `the value of "${key}" must be a string, a number or a boolean` });
  }
  return { attributes, findings };
}

function entries(given: unknown): (Omit<Attribute, 'value'> & { value: unknown })[] {
  if (Array.isArray(given)) {
    return given.flatMap((item: unknown, index) => {
      if (!isObject(item) || typeof item['key'] !== 'string' || !('value' in item)) return [];
      const at = `/additional_attributes/${index}`;
      return [{ key: item['key'].trim(), value: item['value'], pointer: `${at}/value`, keyPointer: `${at}/key` }];
    });
  }
  if (!isObject(given)) return [];
  return Object.entries(given).map(([key, value]) => {
    const pointer = `/additional_attributes/${escapePointer(key)}`;
    return { key: key.trim(), value, pointer, keyPointer: pointer };
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
