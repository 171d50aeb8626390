import type { JsonSchema } from '../../ports';

/** A reference to a secret. */
export const SECRET: JsonSchema = {
  description: 'A reference to a secret: {"env": "NAME"} or {"file": "path"}. Plain text is refused.',
  format: 'mesh-secret',
  anyOf: [
    {
      type: 'object',
      properties: {
        env: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$', description: 'Name of an environment variable.' },
      },
      required: ['env'],
      additionalProperties: false,
    },
    {
      type: 'object',
      properties: {
        file: { type: 'string', minLength: 1, description: 'Path of a file, relative to connection-properties.json.' },
      },
      required: ['file'],
      additionalProperties: false,
    },
  ],
};

const PORT: JsonSchema = { type: ['integer', 'string'], description: 'Port number.' };

const DETAILS: JsonSchema = {
  type: 'object',
  description: 'Where the server is and how to log in.',
  properties: {
    host: { type: 'string', description: 'Host name.' },
    host_url: { type: 'string', description: 'Old form: "host:port".' },
    port: PORT,
    database: { type: 'string', description: 'Name of the database.' },
    database_name: { type: 'string', description: 'Old name of database.' },
    username: {
      description: 'The user to log in as; text or a reference to a secret.',
      anyOf: [{ type: 'string' }, SECRET],
    },
    password: SECRET,
    ssl_enabled: { type: 'boolean', description: 'Encrypts the connection.' },
    certificate_path: { type: 'string', description: "File with the server's certificate." },
    connection_timeout: { type: 'number', exclusiveMinimum: 0, description: 'Seconds to wait for the server.' },
    extra_options: { type: 'object', description: 'Further options of the driver; secret ones are references too.' },
  },
  patternProperties: { '^_': { description: 'A comment.' } },
  additionalProperties: true,
};

const CONNECTION: JsonSchema = {
  type: 'object',
  description: 'One connection.',
  properties: {
    name: { type: 'string', minLength: 1, description: 'Name that commands use.' },
    connection_name: { type: 'string', minLength: 1, description: 'Old name of name.' },
    type: { type: 'string', minLength: 1, description: 'Kind of server, such as postgres.' },
    connection_details: DETAILS,
  },
  patternProperties: { '^_': { description: 'A comment.' } },
  required: ['type'],
  additionalProperties: false,
};

const FRAME: Record<string, JsonSchema> = {
  $schema: { type: 'string', description: 'The JSON Schema of this file, for editors.' },
};

/** connection-properties.json, in both of its shapes. */
export const CONNECTION_PROPERTIES_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'connection-properties.json of mu-mesh',
  description: 'The connections that commands name. Secrets are references, never plain text.',
  type: 'object',
  properties: {
    ...FRAME,
    connections: { type: 'array', items: CONNECTION, description: 'All connections.' },
    connection_properties: {
      description: 'Old form: one connection, or a list.',
      anyOf: [CONNECTION, { type: 'array', items: CONNECTION }],
    },
  },
  patternProperties: { '^_': { description: 'A comment.' } },
  additionalProperties: false,
};
