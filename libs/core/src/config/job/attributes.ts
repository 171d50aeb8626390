import { emptyRecord, FORBIDDEN_KEYS, isRecord } from '../read/document';
import { pointerTo } from '../read/pointer';
import { quoted } from '../suggestion';
import type { CommandUse } from './command-reader';
import type { JobContext } from './job-context';

const KEY = 'additional_attributes';

function isAttribute(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Replaces `additional_attributes` as a list of {key, value} by one plain object. */
export function plainAttributes(context: JobContext, { config, at }: CommandUse): void {
  const given = config[KEY];
  if (given === undefined) return;
  const pointer = at(KEY);
  const attributes = emptyRecord();
  const add = (key: string, value: unknown, place: string): void => {
    if (key.startsWith('_')) return;
    if (!isAttribute(value)) {
      context.findings.add(
        'CONFIG_INVALID',
        place,
        `the value of the attribute ${quoted(key)} must be text, a number, true or false`,
      );
    } else attributes[key] = value;
  };
  if (Array.isArray(given)) given.forEach((item, i) => addItem(context, attributes, item, pointerTo(pointer, i), add));
  else if (isRecord(given)) {
    for (const [key, value] of Object.entries(given)) add(key, value, pointerTo(pointer, key));
  }
  config[KEY] = attributes;
}

function addItem(
  { findings }: JobContext,
  known: Record<string, unknown>,
  item: unknown,
  pointer: string,
  add: (key: string, value: unknown, place: string) => void,
): void {
  if (!isRecord(item) || typeof item['key'] !== 'string' || !('value' in item)) {
    findings.add('CONFIG_INVALID', pointer, 'an attribute is written as {"key": "header", "value": "true"}');
    return;
  }
  const { key, value } = item;
  const extra = Object.keys(item).find((name) => name !== 'key' && name !== 'value' && !name.startsWith('_'));
  if (extra !== undefined) {
    findings.add('CONFIG_INVALID', pointerTo(pointer, extra), `the key ${quoted(extra)} is unknown here`, {
      key: true,
      hint: 'Known keys: key, value.',
    });
  }
  if (FORBIDDEN_KEYS.has(key))
    findings.add('CONFIG_INVALID', pointerTo(pointer, 'key'), `the attribute ${quoted(key)} is not allowed`);
  else if (key in known)
    findings.add('CONFIG_INVALID', pointerTo(pointer, 'key'), `the attribute ${quoted(key)} stands here twice`, {
      hint: 'Keep one of them.',
    });
  else add(key, value, pointerTo(pointer, 'value'));
}
