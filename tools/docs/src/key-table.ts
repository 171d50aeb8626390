import { describeSchema, type DescribedKey, type JsonSchema } from '@mu-mesh/core';

/** The keys of an object schema. */
export function keyTable(schema: JsonSchema): string {
  return table(describeSchema(schema));
}

/** The keys of a file, of the objects inside it, and of each definition that it names. */
export function fileTables(schema: JsonSchema): string[] {
  const definitions = Object.entries(asRecord(schema['$defs'])).filter(([name]) => !name.startsWith('Server'));
  return [
    keyTable(schema),
    ...innerTables(schema, ''),
    ...definitions.flatMap(([name, definition]) => {
      return objectsOf(asRecord(definition)).flatMap((object) => [
        section(name, object),
        ...innerTables(object, `${name}.`),
      ]);
    }),
  ];
}

/** The object schemas with keys of their own: the schema, its elements or its alternatives. References to secrets are told in words. */
export function objectsOf(schema: Record<string, unknown>): JsonSchema[] {
  if (schema['format'] === 'mesh-secret') return [];
  if (keysOf(schema).length > 0) return [schema];
  const parts = [schema['items'], schema['anyOf'], schema['oneOf'], schema['allOf']].flat();
  return parts.filter((part) => part !== undefined).flatMap((part) => objectsOf(asRecord(part)));
}

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function innerTables(schema: JsonSchema, path: string): string[] {
  const tables: string[] = [];
  // Old names of a key have the same objects, a list and its element too; and a file may hold itself one level deeper.
  const seen = new Set<string>();
  const own = keysOf(schema);
  for (const [key, value] of Object.entries(asRecord(schema['properties']))) {
    const fresh = objectsOf(asRecord(value)).filter((object) => {
      const keys = keysOf(object);
      const id = JSON.stringify(object['properties']);
      if (seen.has(id) || keys.every((name) => own.includes(name) && own.length > 1)) return false;
      seen.add(id);
      return true;
    });
    for (const object of fresh) tables.push(section(`${path}${key}`, object), ...innerTables(object, `${path}${key}.`));
  }
  return tables;
}

function keysOf(schema: JsonSchema): string[] {
  return Object.keys(asRecord(schema['properties']));
}

function section(name: string, schema: JsonSchema): string {
  const types = asRecord(asRecord(schema['properties'])['type'])['enum'];
  const title = Array.isArray(types) && types.length === 1 ? `\`${name}\` of type ${types[0]}` : `\`${name}\``;
  return `### ${title}\n\n${keyTable(schema)}`;
}

function table(keys: readonly DescribedKey[]): string {
  const rows = keys.map(({ key, type, default: preset, description, required }) => {
    const name = required ? `\`${key}\` *` : `\`${key}\``;
    return `| ${name} | ${cell(type)} | ${preset === undefined ? '' : `\`${cell(preset)}\``} | ${cell(description)} |`;
  });
  return ['| key | value | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
