import type { ConnectorRegistry, DestinationConnector, JsonSchema, SourceConnector } from '../../ports';
import { isRecord } from '../read/document';

/** What a command of a job file looks like, wherever it is implemented. */
export interface Command {
  /** `TransformSQL`. */
  readonly type: string;
  /** Old names of the command. */
  readonly aliases: readonly string[];
  readonly role: 'execution' | 'destination';
  readonly description: string;
  /** Of the whole command object, `type` included, keys by their present names. */
  readonly schema: JsonSchema;
  /** Old name of a key → its present name. */
  readonly keys: ReadonlyMap<string, string>;
  readonly source?: SourceConnector;
  readonly destination?: DestinationConnector;
}

/** What a command's own file says; the frame adds `type`, `name` and comments. */
export interface CommandDefinition {
  type: string;
  aliases: string[];
  role: 'execution' | 'destination';
  description: string;
  properties: Record<string, JsonSchema>;
  required?: string[];
  keys?: Record<string, string>;
}

const NAME = {
  type: 'string',
  description:
    'Name under which later steps of the job read this one; [a-z][a-z0-9_]{0,62}. Default: step_1, step_2 and so on.',
};

/** A core command, its schema closed but for comments. */
export function coreCommand(definition: CommandDefinition): Command {
  const { type, aliases, role, description, properties, required = [], keys = {} } = definition;
  return {
    type,
    aliases,
    role,
    description,
    schema: framed({ type: 'object', properties, required }, type, aliases, role, description),
    keys: new Map(Object.entries(keys)),
  };
}

/** The commands of a registry's connectors. */
export function connectorCommands(registry: ConnectorRegistry): Command[] {
  const keys: ReadonlyMap<string, string> = new Map();
  return [
    ...registry.sources.map((source): Command => {
      const { type, aliases, description } = source;
      return {
        type,
        aliases,
        role: 'execution',
        description,
        keys,
        source,
        schema: framed(source.schema, type, aliases, 'execution', description, INGEST),
      };
    }),
    ...registry.destinations.map((destination): Command => {
      const { type, aliases, description } = destination;
      return {
        type,
        aliases,
        role: 'destination',
        description,
        keys,
        destination,
        schema: framed(destination.schema, type, aliases, 'destination', description),
      };
    }),
  ];
}

/** What every ingest command has, where its connector does not say it itself. */
export const INGEST: Record<string, JsonSchema> = {
  schema: {
    description:
      'Types by column, {"id": "BIGINT"}, or as text "id BIGINT, name STRING"; a row that does not fit is quarantined.',
    anyOf: [
      { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1 },
      { type: 'string', minLength: 1 },
    ],
  },
  on_changed_file: {
    description:
      'What an appending ingest does where a file that it has read has changed: stop, read it again, or leave it.',
    enum: ['fail', 'append_as_new', 'ignore'],
    default: 'fail',
  },
};

function framed(
  schema: JsonSchema,
  type: string,
  aliases: readonly string[],
  role: Command['role'],
  description: string,
  common: Record<string, JsonSchema> = {},
): JsonSchema {
  const own = isRecord(schema['properties']) ? schema['properties'] : {};
  const patterns = isRecord(schema['patternProperties']) ? schema['patternProperties'] : {};
  return {
    ...schema,
    type: 'object',
    description,
    properties: {
      type: {
        description: `The command${aliases.length > 0 ? `; old names: ${aliases.join(', ')}` : ''}.`,
        enum: [type, ...aliases],
      },
      ...(role === 'execution' && { name: NAME }),
      ...common,
      ...own,
    },
    patternProperties: { ...patterns, '^_': { description: 'A comment.' } },
    additionalProperties: schema['additionalProperties'] ?? false,
  };
}
