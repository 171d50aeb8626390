import type { JsonSchema } from '../../ports';
import { SECRET } from './connection-schema';

const COMMENT = { '^_': { description: 'A comment.' } };

const HTTP: JsonSchema = {
  type: 'object',
  description: 'Posts each event to a backend.',
  properties: {
    type: { type: 'string', enum: ['http'], description: 'The transport.' },
    url: { type: 'string', pattern: '^https?://', description: 'Where the backend is, without the endpoint.' },
    endpoint: { type: 'string', default: 'api/v1/lineage', description: 'Path that is appended to the URL.' },
    timeout_ms: { type: 'integer', minimum: 1, default: 5000, description: 'Milliseconds that one request may take.' },
    api_key: {
      ...SECRET,
      description: 'Sent as a bearer token; a reference to a secret: {"env": "NAME"} or {"file": "path"}.',
    },
    headers: {
      type: 'object',
      additionalProperties: { anyOf: [{ type: 'string' }, SECRET] },
      description: 'Further headers; text, or references to secrets.',
    },
  },
  patternProperties: COMMENT,
  required: ['type', 'url'],
  additionalProperties: false,
};

const FILE: JsonSchema = {
  type: 'object',
  description: 'Appends each event to a file, one a line.',
  properties: {
    type: { type: 'string', enum: ['file'], description: 'The transport.' },
    path: { type: 'string', minLength: 1, description: 'The file, relative to global-properties.json.' },
  },
  patternProperties: COMMENT,
  required: ['type', 'path'],
  additionalProperties: false,
};

const CONSOLE: JsonSchema = {
  type: 'object',
  description: 'Shows each event on stderr.',
  properties: { type: { type: 'string', enum: ['console'], description: 'The transport.' } },
  patternProperties: COMMENT,
  required: ['type'],
  additionalProperties: false,
};

const TRANSPORT: JsonSchema = { anyOf: [HTTP, FILE, CONSOLE], description: 'http, file or console.' };

/** `openlineage` of global-properties.json. */
export const OPENLINEAGE_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'Run events in the form of OpenLineage, and where they are sent; docs/openlineage.md.',
  properties: {
    namespace: { type: 'string', minLength: 1, default: 'mu-mesh', description: 'Namespace of the jobs.' },
    wait_ms: {
      type: 'integer',
      minimum: 0,
      maximum: 60_000,
      default: 2000,
      description: 'Milliseconds that the end of a run waits for a backend.',
    },
    source_url: {
      type: 'string',
      pattern: '^https?://[^{}]*(\\{(path|version)\\}[^{}]*)*$',
      description: 'URL of a file of the repository, with {path} and {version}, the commit that is checked out.',
    },
    transport: {
      anyOf: [TRANSPORT, { type: 'array', items: TRANSPORT }],
      description: 'One transport, or a list. None: OPENLINEAGE_URL and OPENLINEAGE_API_KEY of the environment.',
    },
  },
  patternProperties: COMMENT,
  additionalProperties: false,
};
