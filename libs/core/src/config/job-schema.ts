import type { ConnectorRegistry, JsonSchema } from '../ports';
import type { Command } from './commands/command';
import { CommandTable } from './commands/command-table';
import { JOB_PROPERTIES, JOB_SHAPE } from './job/job-shape';
import { CONNECTION_PROPERTIES_SCHEMA } from './properties/connection-schema';
import { GLOBAL_PROPERTIES_SCHEMA } from './properties/global-schema';
import { dataProductSchema } from './product/odps-schema';
import { contractFileSchema } from '../contract/odcs/schema';
import { isRecord } from './read/document';

/** The JSON Schema of a job file: core's commands and those of the registry, old names included. */
export function jobSchema(registry: ConnectorRegistry): JsonSchema {
  const { commands } = CommandTable.of(registry);
  const refs = (role: Command['role']) => ({
    type: 'object',
    required: ['type'],
    anyOf: commands.filter((command) => command.role === role).map(({ type }) => ({ $ref: `#/$defs/${type}` })),
  });
  const job = {
    ...JOB_SHAPE,
    description: 'Steps in order, and where the rows of the last one go.',
    properties: {
      ...JOB_PROPERTIES,
      execution: { ...JOB_PROPERTIES['execution'], items: { $ref: '#/$defs/execution' } },
      destination: { ...JOB_PROPERTIES['destination'], items: { $ref: '#/$defs/destination' } },
    },
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'pipeline.json of mu-mesh',
    description: 'One job, or a list of jobs that run in order.',
    anyOf: [{ $ref: '#/$defs/job' }, { type: 'array', minItems: 1, items: { $ref: '#/$defs/job' } }],
    $defs: {
      job,
      execution: refs('execution'),
      destination: refs('destination'),
      ...Object.fromEntries(commands.map((command) => [command.type, editorSchema(command)])),
    },
  };
}

/** Every schema file of libs/core/schema that is generated, by file name. */
export function schemaFiles(registry: ConnectorRegistry): Record<string, JsonSchema> {
  return {
    'job.schema.json': jobSchema(registry),
    'global-properties.schema.json': GLOBAL_PROPERTIES_SCHEMA,
    'connection-properties.schema.json': CONNECTION_PROPERTIES_SCHEMA,
    'data-product.odps.schema.json': dataProductSchema(),
    'contract.odcs.schema.json': contractFileSchema(),
  };
}

/** The schema of a command for docs: present names only. */
export function commandSchemas(
  registry: ConnectorRegistry,
): Pick<Command, 'type' | 'aliases' | 'role' | 'description' | 'schema'>[] {
  return [...CommandTable.of(registry).commands];
}

/** A command's schema with its old key names, and without demands that an old name meets as well. */
function editorSchema({ type, aliases, schema, keys }: Command): JsonSchema {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const old: Record<string, unknown> = {};
  for (const [name, present] of keys) {
    const part = properties[present];
    old[name] = { ...(isRecord(part) ? part : {}), description: `Old name of ${present}.`, deprecated: true };
  }
  const names = [type, ...aliases];
  const renamed = new Set(keys.values());
  const required = Array.isArray(schema['required'])
    ? schema['required'].map(String).filter((key) => !renamed.has(key))
    : [];
  return {
    ...schema,
    properties: {
      ...properties,
      type: {
        description: `The command.${aliases.length > 0 ? ` Old names: ${aliases.join(', ')}.` : ''}`,
        enum: [...names, 'sql'],
      },
      exec_type: {
        description: 'Old form of type; "type" is then the language of a check: sql.',
        enum: names,
        deprecated: true,
      },
      ...old,
    },
    required,
    anyOf: [
      { properties: { type: { enum: names } }, required: ['type'], not: { required: ['exec_type'] } },
      { required: ['exec_type'] },
    ],
  };
}
