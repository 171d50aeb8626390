import { commandSchemas, describeSchema, schemaFiles, type DescribedKey, type JsonSchema } from '@mu-mesh/core';
import { connectors } from '@mu-mesh/connectors';

const INTRO = `# Configuration

Generated from the JSON Schemas in \`libs/core/schema\`, which editors use too: put \`"$schema"\` into a file and it completes.
JSON files may have comments and trailing commas. Keys that begin with \`_\` are comments.

A \`pipeline.json\` is a job, or a list of jobs that run in order: \`{ "execution": [command …], "destination": [command …] }\`.
The rows of the last step go to every destination; an empty \`destination\` is the dataset's own table, overwritten.`;

/** docs/reference/configuration.md: every command and every key of every file. */
export function configReference(): string {
  const commands = commandSchemas(connectors);
  const files = schemaFiles(connectors);
  return `${[
    INTRO,
    '## Steps',
    ...commands.filter(({ role }) => role === 'execution').map(commandSection),
    '## Destinations',
    ...commands.filter(({ role }) => role === 'destination').map(commandSection),
    '## global-properties.json',
    keyTable(files['global-properties.schema.json'] ?? {}),
    '## connection-properties.json',
    keyTable(files['connection-properties.schema.json'] ?? {}),
    '## data-product.odps.yaml',
    'The Bitol Open Data Product Standard 1.1; 1.0 is accepted. Mesh-specific needs go into `customProperties`.',
    keyTable(files['data-product.odps.schema.json'] ?? {}),
    '## contract.odcs.yaml',
    'The Bitol Open Data Contract Standard 3.2; 3.1 and 3.0 are accepted. See [contracts](../contracts.md).',
    keyTable(files['contract.odcs.schema.json'] ?? {}),
  ].join('\n\n')}\n`;
}

function commandSection({ type, aliases, description, schema }: ReturnType<typeof commandSchemas>[number]): string {
  const old = aliases.length > 0 ? `\n\nOld names: ${aliases.map((alias) => `\`${alias}\``).join(', ')}.` : '';
  const options = optionTable(schema);
  return `### ${type}\n\n${description}${old}\n\n${keyTable(schema)}${options ? `\n\nOptions of \`additional_attributes\`:\n\n${options}` : ''}`;
}

function keyTable(schema: JsonSchema): string {
  return table(describeSchema(schema));
}

/** The options of additional_attributes, where the schema spells them as an object. */
function optionTable(schema: JsonSchema): string | undefined {
  const attributes = asRecord(asRecord(schema['properties'])['additional_attributes']);
  const choices = [attributes['anyOf'], attributes['oneOf']].flatMap((list) =>
    Array.isArray(list) ? list.map(asRecord) : [],
  );
  const object = [attributes, ...choices].find((choice) => Object.keys(asRecord(choice['properties'])).length > 0);
  return object ? table(describeSchema(object)) : undefined;
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

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
