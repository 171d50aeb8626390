import { commandSchemas, schemaFiles, type JsonSchema } from '@mu-mesh/core';
import { connectors } from '@mu-mesh/connectors';
import { asRecord, fileTables, keyTable, objectsOf } from './key-table';

const INTRO = `# Configuration

Generated from the JSON Schemas in \`libs/core/schema\`, which editors use too: put \`"$schema"\` into a file and it completes.
JSON files may have comments and trailing commas. Keys that begin with \`_\` are comments.

A \`pipeline.json\` is a job, or a list of jobs that run in order: \`{ "execution": [command …], "destination": [command …] }\`.
The rows of the last step go to every destination; an empty \`destination\` is the dataset's own table, overwritten.`;

const SERVERS =
  'A server has the keys of its `type`, as the standard lists them; they are checked, and not used: mu-mesh knows where its tables lie.';

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
    ...fileTables(files['global-properties.schema.json'] ?? {}),
    '## connection-properties.json',
    ...fileTables(files['connection-properties.schema.json'] ?? {}),
    '## data-product.odps.yaml',
    'The Bitol Open Data Product Standard 1.1; 1.0 is accepted. Mesh-specific needs go into `customProperties`.',
    ...fileTables(newest(files['data-product.odps.schema.json'] ?? {})),
    '## contract.odcs.yaml',
    'The Bitol Open Data Contract Standard 3.2; 3.1 and 3.0 are accepted. See [contracts](../contracts.md).',
    SERVERS,
    ...fileTables(files['contract.odcs.schema.json'] ?? {}),
  ].join('\n\n')}\n`;
}

function commandSection({ type, aliases, description, schema }: ReturnType<typeof commandSchemas>[number]): string {
  const old = aliases.length > 0 ? `\n\nOld names: ${aliases.map((alias) => `\`${alias}\``).join(', ')}.` : '';
  const options = optionTable(schema);
  return `### ${type}\n\n${description}${old}\n\n${keyTable(schema)}${options ? `\n\nOptions of \`additional_attributes\`:\n\n${options}` : ''}`;
}

/** The newest of a standard's versions that one schema tells apart. */
function newest(schema: JsonSchema): JsonSchema {
  return asRecord(Object.values(asRecord(schema['$defs'])).at(-1));
}

/** The options of additional_attributes, where the schema spells them as an object. */
function optionTable(schema: JsonSchema): string | undefined {
  const [object] = objectsOf(asRecord(asRecord(schema['properties'])['additional_attributes']));
  return object && keyTable(object);
}
