import { type ConfigFinding, nearest } from '@mu-mesh/core';
import { type Attribute, readAttributes } from './attributes';
import type { AttributeValue, OptionTable, OptionValues } from './rule';

export interface ReadOptions<T extends OptionTable> {
  values: OptionValues<T>;
  /** Where each given option stands, by Spark's spelling. */
  given: ReadonlyMap<string, string>;
  findings: ConfigFinding[];
}

/**
 * Reads a command's options: its `additional_attributes`, and the command keys that are another spelling of one
 * (`keys`: `delimiter` → `sep`). Names are compared without case, as Spark does.
 */
export function readOptions<T extends OptionTable>(
  table: T,
  config: Record<string, unknown>,
  keys: Readonly<Record<string, string>>,
): ReadOptions<T> {
  const { attributes, findings } = readAttributes(config['additional_attributes']);
  const names = spellings(table);
  const values = defaults(table);
  const given = new Map<string, string>();
  const raw = new Map<string, AttributeValue>();

  for (const { key, value, pointer, keyPointer } of [...commandOptions(config, keys), ...attributes]) {
    const name = names.get(key.toLowerCase());
    const rule = name === undefined ? undefined : table[name];
    if (name === undefined || rule === undefined) {
      findings.push({ pointer: keyPointer, message: `there is no option "${key}"`, ...suggestion(key, table) });
      continue;
    }
    if (raw.has(name)) {
      if (raw.get(name) === value) continue;
      const message = `"${name}" is given twice, with different values`;
      findings.push({ pointer, message, hint: `Keep one; the other stands at ${given.get(name)}.` });
      continue;
    }
    raw.set(name, value);
    given.set(name, pointer);
    const parsed = rule.parse(value);
    if ('value' in parsed) values[name] = parsed.value;
    else findings.push({ pointer, message: `"${key}" ${parsed.problem}`, ...(parsed.hint && { hint: parsed.hint }) });
  }
  return { values: values as OptionValues<T>, given, findings };
}

function commandOptions(config: Record<string, unknown>, keys: Readonly<Record<string, string>>): Attribute[] {
  return Object.entries(keys).flatMap(([key, option]) => {
    const value = config[key];
    return typeof value === 'string' ? [{ key: option, value, pointer: `/${key}`, keyPointer: `/${key}` }] : [];
  });
}

function defaults(table: OptionTable): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name in table) values[name] = table[name]?.default;
  return values;
}

const known = new WeakMap<OptionTable, ReadonlyMap<string, string>>();

/** Every spelling of the options, in lower case → Spark's; made once for each table. */
function spellings(table: OptionTable): ReadonlyMap<string, string> {
  const made = known.get(table);
  if (made) return made;
  const names = new Map<string, string>();
  for (const [name, { aliases }] of Object.entries(table)) {
    for (const spelling of [name, ...aliases]) names.set(spelling.toLowerCase(), name);
  }
  known.set(table, names);
  return names;
}

function suggestion(key: string, table: OptionTable): { hint?: string } {
  const spelled = Object.entries(table).flatMap(([name, { aliases }]) => [name, ...aliases]);
  const name = nearest(key, spelled);
  return { hint: name ? `Did you mean "${name}"?` : `The options are ${Object.keys(table).join(', ')}.` };
}
