import { Ajv2020 } from 'ajv/dist/2020';
import { describeSchema } from './describe-schema';
import { commandSchemas, jobSchema, schemaFiles } from './job-schema';
import { registry } from './testing/registry';

const ajv = new Ajv2020({
  strict: false,
  formats: { 'mesh-path': true, 'mesh-secret': true, uri: true, date: true, 'date-time': true },
});
const validate = ajv.compile(jobSchema(registry));
const INGEST = { type: 'IngestCSV', file_location: 'x' };

test.each<[string, unknown, boolean]>([
  [
    'a list with old names',
    [
      {
        execution: [
          { type: 'CSVReadCommand', file_location: 'x', _note: 1 },
          { exec_type: 'Validation', type: 'sql', query_location: 'q.sql' },
          { type: 'TransformSQL', location: 'q.sql' },
        ],
        destination: [{ type: 'csv', file_location: 'x' }],
      },
    ],
    true,
  ],
  [
    'one job',
    { $schema: 's', execution: [INGEST], destination: [{ type: 'table', table_name: 'x', mode: 'append' }] },
    true,
  ],
  ['an unknown key', { execution: [{ ...INGEST, file: 'x' }] }, false],
  ['an unknown command', { execution: [{ type: 'Ingest' }] }, false],
  ['type and exec_type swapped', { execution: [{ type: 'sql', query_location: 'x' }] }, false],
  ['a destination as a step', { execution: [{ type: 'csv', file_location: 'x' }] }, false],
  ['no execution', {}, false],
  ['an empty execution', { execution: [] }, false],
])('editors see %s as the reader does', (_, job, good) => {
  expect(validate(job)).toBe(good);
});

test('every schema file compiles and each of its keys is described', () => {
  for (const [name, schema] of Object.entries(schemaFiles(registry))) {
    expect(() => new Ajv2020({ strict: false, validateFormats: false }).compile(schema)).not.toThrow();
    expect({ name, without: undescribed(schema, '') }).toEqual({ name, without: [] });
  }
});

test('a schema is described for docs', () => {
  const [transform] = commandSchemas(registry);
  expect(describeSchema(transform?.schema ?? {}).find(({ key }) => key === 'volatile')).toEqual({
    key: 'volatile',
    type: 'run | skip',
    default: '"run"',
    description: 'Whether a query with now(), random() and the like runs every time, or is skipped as any other.',
    required: false,
  });
  const table = commandSchemas(registry).find(({ type }) => type === 'DestinationDefaultCatalog');
  expect(
    describeSchema(table?.schema ?? {}).map(({ key, type, required }) => `${key}${required ? '*' : ''}: ${type}`),
  ).toEqual([
    'table_name*: text',
    'mode*: overwrite | append | ignore',
    'type: DestinationDefaultCatalog | table',
    'schema_evolution: evolve | freeze | discard_value | discard_row',
    'partition_by: list of text',
    'additional_attributes: object or list of object',
  ]);
});

function undescribed(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (key !== 'properties' || path.endsWith('/properties')) return undescribed(value, `${path}/${key}`);
    const keys = Object.entries(value as Record<string, Record<string, unknown> | false>);
    const demands = path.includes('anyOf') || path.endsWith('/if');
    const own = demands
      ? []
      : keys
          .filter(([, part]) => part !== false && part['description'] === undefined && part['$ref'] === undefined)
          .map(([name]) => `${path}/${name}`);
    return [...own, ...undescribed(value, `${path}/properties`)];
  });
}
