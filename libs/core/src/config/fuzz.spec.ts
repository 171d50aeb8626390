import fc from 'fast-check';
import type { Issue } from '../model/issue';
import { CommandTable } from './commands/command-table';
import { Findings } from './findings';
import { readJobs } from './job/job-list';
import { jsonFromBytes, yamlFromBytes } from './load-document';
import { readDataProduct } from './product/data-product';
import { readConnections } from './properties/connection-properties';
import { readGlobalProperties } from './properties/global-properties';
import { registry } from './testing/registry';

const RUNS = process.env['MU_MESH_FULL'] === undefined ? 1000 : 10_000;

const JOB = {
  $schema: 's',
  _note: 'x',
  fail_alerts: { fail_message: 'm' },
  execution: [
    {
      type: 'IngestCSV',
      name: 'lines',
      file_location: 'data/*.csv',
      schema: { a: 'BIGINT', b: 'STRUCT(x INT, y VARCHAR[])' },
      additional_attributes: [{ key: 'header', value: 'true' }],
      on_changed_file: 'fail',
    },
    { type: 'TransformSQL', name: 'clean', sql: 'SELECT 1', volatile: 'run' },
    {
      exec_type: 'Validation',
      type: 'sql',
      query: 'SELECT 1',
      fail_threshold: '0.5%',
      warn_threshold: 10,
      fail_alerts: [{ channel: 'c', fail_message: 'm' }],
    },
    { type: 'Data_filter', query: 'SELECT 1', bad_data: 'bad/%dd%mm%yyyy' },
    { type: 'Print', limit: 20 },
  ],
  destination: [
    {
      type: 'DestinationDefaultCatalog',
      table_name: 'sales.raw.x',
      mode: 'append',
      schema_evolution: 'freeze',
      partition_by: ['day'],
      additional_attributes: { mergeSchema: true },
    },
    { type: 'csv', file_location: 'out', mode: 'overwrite' },
  ],
};
const GLOBAL = {
  library: 'duckdb',
  lake: 'lake',
  memory_limit: '2GB',
  threads: 2,
  allowed_paths: ['a'],
  retention: '7 days',
  unsafe: false,
  global_properties: { spark_master: 'local', spark_conf: { a: 1 } },
};
const CONNECTIONS = {
  connections: [
    {
      name: 'pg',
      type: 'postgres',
      connection_details: {
        host_url: 'h:1',
        port: 5432,
        username: 'u',
        password: { env: 'PG' },
        extra_options: { token: { file: 't' } },
      },
    },
  ],
};
const PRODUCT = {
  apiVersion: 'v1.1.0',
  kind: 'DataProduct',
  id: 'i',
  domain: 'sales',
  team: { members: [{ username: 'a@b.test', role: 'owner' }] },
  inputPorts: [{ name: 'marketing.gold.x', version: '^1.0.0', contractId: 'c' }],
  outputPorts: [{ name: 'report', version: '1.0.0' }],
  customProperties: [{ property: 'p', value: 1 }],
};

const FILES: Record<string, { value: unknown; read: (bytes: Uint8Array) => Issue[] }> = {
  'pipeline.json': { value: JOB, read: job },
  'global-properties.json': {
    value: GLOBAL,
    read: (bytes) => readGlobalProperties(jsonFromBytes('/w/g.json', bytes)).findings.inOrder(),
  },
  'connection-properties.json': {
    value: CONNECTIONS,
    read: (bytes) => readConnections(jsonFromBytes('/w/c.json', bytes)).findings.inOrder(),
  },
  'data-product.odps.yaml': {
    value: PRODUCT,
    read: (bytes) =>
      readDataProduct(yamlFromBytes('/w/p.yaml', bytes), 'sales', new Set(['report'])).findings.inOrder(),
  },
};

function job(bytes: Uint8Array): Issue[] {
  const findings = new Findings(jsonFromBytes('/w/domains/sales/raw/x/pipeline.json', bytes), 'sales.raw.x');
  readJobs({
    findings,
    commands: CommandTable.of(registry),
    place: {
      kind: 'dataset',
      address: { domain: 'sales', layer: 'raw', dataset: 'x' },
      id: 'sales.raw.x',
      location: '/w/lake/sales/raw/x',
    },
    base: '/w/domains/sales/raw/x',
    domains: new Set(['sales']),
    connections: new Set(['pg']),
    allowedPaths: ['/w'],
  });
  return findings.inOrder();
}

/** What every answer to a file must be: issues with a place inside the text, in plain words. */
function expectPlain(issues: Issue[], text: string): void {
  const lines = text.split(/\r\n|\r|\n/);
  for (const { message, hint, position } of issues) {
    expect(position?.file).toMatch(/^\/w\//);
    const line = position?.line ?? 0;
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(position?.column).toBeGreaterThanOrEqual(1);
    expect(position?.column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
    expect(`${message} ${hint ?? ''}`).not.toMatch(/\n\s+at |undefined|\[object|NaN|instancePath|schemaPath/);
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
}

const junk = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      -1,
      1.5,
      '',
      'x',
      'IngestKafka',
      'sql',
      '%',
      'select',
      '../../etc',
      's3://x',
      '\0',
      [],
      [[]],
      {},
      { type: 'Print' },
      { env: 'A' },
      { polluted: 1 },
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);
const key = fc.constantFrom(
  'type',
  'exec_type',
  'name',
  'sql',
  'query',
  'mode',
  'modes',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '_c',
  'schema',
  'password',
  '$ref',
  'length',
  '0',
  '/',
  '~',
);
const edit = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('replace', 'remove', 'add', 'rename', 'copy'),
  junk,
  key,
});

interface Edit {
  at: number;
  kind: string;
  junk: unknown;
  key: string;
}

/** Applies an edit; the result is text, as `__proto__` cannot be a key of a literal. */
function edited(root: unknown, { at, kind, junk: value, key: name }: Edit): unknown {
  const holders: { holder: Record<string, unknown>; key: string }[] = [];
  const copy = structuredClone({ root });
  const walk = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const [member, inner] of Object.entries(holder)) {
      holders.push({ holder: holder as Record<string, unknown>, key: member });
      walk(inner);
    }
  };
  walk(copy);
  const place = holders[at % holders.length];
  if (!place) return copy.root;
  const current = place.holder[place.key];
  const define = (target: object, property: string, member: unknown): void => {
    Object.defineProperty(target, property, { value: member, enumerable: true, configurable: true, writable: true });
  };
  if (kind === 'remove' && place.key !== 'root') delete place.holder[place.key];
  else if (kind === 'replace') place.holder[place.key] = value;
  else if (kind === 'rename' && place.key !== 'root' && !Array.isArray(place.holder)) {
    delete place.holder[place.key];
    define(place.holder, name, current);
  } else if (Array.isArray(current)) current.push(kind === 'copy' ? structuredClone(current[0] as unknown) : value);
  else if (typeof current === 'object' && current !== null) define(current, name, value);
  return copy.root;
}

function placesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, member) => sum + placesOf(member), 1);
}

describe.each(Object.entries(FILES))('%s', (_, { value, read }) => {
  test('the seed is good', () => {
    expect(read(Buffer.from(JSON.stringify(value))).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('each kind of value in each place gives plain issues with places', () => {
    let places = 0;
    for (let at = 0; at < placesOf(value); at += 1) {
      for (const put of [null, true, 0, '', 'x', [], [null], [{}], {}, { x: {} }]) {
        for (const kind of ['replace', 'add']) {
          const text = JSON.stringify(edited(value, { at, kind, junk: put, key: 'x' }));
          expectPlain(read(Buffer.from(text)), text);
          places += 1;
        }
      }
    }
    expect(places).toBeGreaterThan(200);
  });

  test('edited structures give plain issues with places, never an exception', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.boolean(), (edits, pretty) => {
        const text = JSON.stringify(edits.reduce<unknown>(edited, value) ?? null, null, pretty ? 2 : 0);
        const issues = read(Buffer.from(text));
        if (issues.length > 0) refused += 1;
        expectPlain(issues, text);
      }),
      { numRuns: RUNS / 8, seed: 7 },
    );
    expect(refused).toBeGreaterThan(RUNS / 40);
  });

  test('damaged bytes give plain issues with places, never an exception', () => {
    const seed = Buffer.from(JSON.stringify(value, null, 1));
    const damage = fc.record({
      at: fc.nat(seed.length - 1),
      length: fc.nat(12),
      bytes: fc.oneof(
        fc.uint8Array({ maxLength: 6 }),
        fc
          .constantFrom(
            '{',
            '}',
            '[',
            ']',
            '"',
            ',',
            ':',
            '//',
            '/*',
            '\\u',
            '\n',
            '&a',
            '*a',
            '!!x',
            '<<',
            '- ',
            '\uFEFF',
            '🙂',
          )
          .map((text) => Buffer.from(text)),
      ),
    });
    let refused = 0;
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        const bytes = damages.reduce<Uint8Array>(
          (whole, { at, length, bytes: put }) =>
            Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + length)]),
          seed,
        );
        const issues = read(bytes);
        if (issues.length > 0) refused += 1;
        expectPlain(issues, new TextDecoder().decode(bytes));
      }),
      { numRuns: RUNS / 8, seed: 7 },
    );
    expect(refused).toBeGreaterThan(RUNS / 16);
  });
});
