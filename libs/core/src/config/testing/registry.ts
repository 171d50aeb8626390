import type { ConnectorRegistry, DestinationConnector, SourceConnector } from '../../ports';

const PATH = { type: 'string', minLength: 1, format: 'mesh-path', description: 'A file.' };
const ATTRIBUTES = { description: 'Options.', anyOf: [{ type: 'array' }, { type: 'object' }] };

const source: SourceConnector = {
  type: 'IngestCSV',
  aliases: ['CSVReadCommand'],
  description: 'Reads CSV files.',
  schema: {
    type: 'object',
    properties: {
      file_location: PATH,
      delimiter: { type: 'string', description: 'Separator.', default: ',' },
      additional_attributes: ATTRIBUTES,
    },
    required: ['file_location'],
    additionalProperties: false,
  },
  can: { incremental: true, modes: ['overwrite', 'append', 'ignore'] },
  check: (config) =>
    config['delimiter'] === '||' ? [{ pointer: '/delimiter', message: 'the delimiter has one character' }] : [],
  paths: () => [],
  open: () => ({
    discover: () => Promise.resolve([]),
    read: () => ({ kind: 'scan', format: 'parquet', files: [], badRows: 'FAILFAST', options: {} }),
  }),
};

/** A source that is read as a whole. */
const whole: SourceConnector = {
  ...source,
  type: 'IngestWhole',
  aliases: [],
  can: { incremental: false, modes: ['overwrite'] },
};

const destination: DestinationConnector = {
  type: 'DestinationCSV',
  aliases: ['csv', 'WriteCSV'],
  description: 'Writes CSV files.',
  schema: {
    type: 'object',
    properties: {
      file_location: PATH,
      mode: { enum: ['overwrite', 'append'], description: 'Mode.' },
      additional_attributes: ATTRIBUTES,
    },
    required: ['file_location'],
  },
  can: { modes: ['overwrite', 'append'], atomic: true },
  paths: () => [],
  write: () => Promise.resolve([]),
};

/** Connectors as other packages bring them. */
export const registry: ConnectorRegistry = { sources: [source, whole], destinations: [destination] };
