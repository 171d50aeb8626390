import type { CheckResult, RunEvent } from '../model/events';
import type { Dataset, Job, Step } from '../model/job';
import { field } from '../model/schema';
import type { LineageEvent } from './event';
import type { LineageKnowledge } from './knowledge';
import { runUuid } from './run-uuid';
import { violations } from './testing/validator';
import { LineageTranslator } from './translate';

const position = { file: '/w/domains/shop/raw/orders/pipeline.json', line: 1, column: 1 };
const at = '2026-11-23T02:16:43.000Z';
const RUN = '20261123t021643z-1f9a3c';

const ingest: Step = {
  kind: 'ingest',
  name: 'lines',
  position,
  connector: 'IngestCSV',
  config: { file_location: '/w/data/*.csv' },
  onChangedFile: 'fail',
};
const transform: Step = {
  kind: 'transform',
  name: 'clean',
  position,
  sql: { text: 'SELECT id FROM lines', position },
  volatile: 'run',
};
const job: Job = {
  position,
  steps: [ingest, transform],
  destinations: [
    {
      kind: 'table',
      position,
      table: 'shop.raw.orders',
      location: '/w/lake/shop/raw/orders',
      mode: 'overwrite',
      schemaEvolution: 'evolve',
      partitionBy: [],
    },
    {
      kind: 'export',
      position,
      connector: 'DestinationCSV',
      config: { file_location: '/w/out.csv' },
      mode: 'overwrite',
    },
  ],
};

function dataset(name: string, jobs: Job[]): Dataset {
  return {
    id: `shop.raw.${name}`,
    address: { domain: 'shop', layer: 'raw', dataset: name },
    file: position.file,
    location: `/w/lake/shop/raw/${name}`,
    jobs,
  };
}

const datasets = new Map([dataset('orders', [job]), dataset('people', [])].map((each) => [each.id, each]));

const knowledge: LineageKnowledge = {
  namespace: 'acme',
  root: '/w',
  dataset: (address) => datasets.get(address),
  text: () => '{ "execution": [] }',
  location: () => ({
    type: 'git',
    url: 'https://git.example/mesh/pipeline.json',
    path: 'pipeline.json',
    version: 'abc',
  }),
  engine: () => ({ name: 'duckdb', version: '1' }),
  columns: () => ({
    columns: [
      {
        column: 'id',
        sources: [
          { namespace: 'file', name: '/w/lake/shop/raw/people', column: 'pid', kind: 'TRANSFORMATION' },
          { namespace: 'file', name: '/w/lake/shop/raw/people', column: 'pid', kind: 'CONDITIONAL' },
        ],
      },
    ],
    rows: [{ namespace: 'file', name: '/w/lake/shop/raw/people', column: 'active', kind: 'FILTER' }],
  }),
};

const started: RunEvent[] = [
  { type: 'run-started', run: RUN, at, datasets: ['shop.raw.orders'] },
  {
    type: 'dataset-started',
    at,
    address: 'shop.raw.orders',
    reason: 'first run',
    inputs: [{ address: 'shop.raw.people', version: 4, schema: [field('pid', 'long')], rows: 5, bytes: 60, files: 2 }],
  },
];
const checked: RunEvent[] = [
  {
    type: 'check-finished',
    at,
    address: 'shop.raw.orders',
    check: {
      name: 'lines',
      kind: 'ingest',
      success: false,
      severity: 'warning',
      offending: 1,
      checked: 10,
      expected: 'no rows refused',
    },
  },
  {
    type: 'check-finished',
    at,
    address: 'shop.raw.orders',
    check: {
      name: 'negative',
      kind: 'validation',
      success: true,
      severity: 'error',
      offending: 0,
      checked: 9,
      expected: 'at most 0 rows',
      sql: 'SELECT 1',
    },
  },
];
const written: RunEvent = {
  type: 'table-written',
  at,
  address: 'shop.raw.orders',
  written: {
    version: 7,
    schema: [field('id', 'long'), field('who', { type: 'struct', fields: [field('name', 'string')] })],
    rows: 9,
    bytes: 900,
    files: 1,
    sources: [{ step: 'lines', files: 3, bytes: 300 }],
  },
};
const base = {
  address: 'shop.raw.orders',
  rows: { in: 10, out: 9, quarantined: 1, dropped: 0 },
  seconds: 1,
  issues: [],
};

function translated(...events: RunEvent[]): LineageEvent[] {
  const translator = new LineageTranslator(knowledge);
  return [...started, ...events].flatMap((event) => translator.translate(event));
}

function members(facet: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facet as Record<string, unknown>).filter(([key]) => !key.startsWith('_')));
}

const [start, complete] = translated(...checked, written, {
  type: 'dataset-finished',
  at,
  result: { ...base, status: 'committed', version: 7 },
}) as [LineageEvent, LineageEvent];

test('START and COMPLETE of one run are valid by the spec, every facet included', () => {
  expect([start, complete].map(({ eventType }) => eventType)).toEqual(['START', 'COMPLETE']);
  expect([start, complete].flatMap(violations)).toEqual([]);
  expect(complete.run.runId).toBe(start.run.runId);
  expect(complete.eventTime).toBe(at);
});

test('the validator sees a broken event and a broken facet', () => {
  expect(violations({ ...start, run: { ...start.run, runId: 'no uuid' } })).toEqual([
    'event/run/runId: must match format "uuid"',
  ]);
  const broken = structuredClone(complete);
  delete broken.outputs[0]?.facets['version']?.['datasetVersion'];
  expect(violations(broken)).toContain("version: must have required property 'datasetVersion'");
  broken.outputs[0]!.facets['schema']!._schemaURL = 'https://openlineage.io/spec/facets/9-9-9/SchemaDatasetFacet.json';
  expect(violations(broken)).toContain(
    'schema: the spec has no https://openlineage.io/spec/facets/9-9-9/SchemaDatasetFacet.json',
  );
});

test('the job: query, source text, place in the repository, type', () => {
  const { facets, ...name } = start.job;
  expect(name).toEqual({ namespace: 'acme', name: 'shop.raw.orders' });
  expect(members(facets['sql'])).toEqual({ query: 'SELECT id FROM lines', dialect: 'duckdb' });
  expect(members(facets['sourceCode'])).toEqual({ language: 'JSON', sourceCode: '{ "execution": [] }' });
  expect(members(facets['sourceCodeLocation'])).toEqual({
    type: 'git',
    url: 'https://git.example/mesh/pipeline.json',
    path: 'pipeline.json',
    version: 'abc',
  });
  expect(members(facets['jobType'])).toMatchObject({ processingType: 'BATCH', integration: 'MU_MESH' });
});

test('the run: its parent and its engine', () => {
  const parent = { run: { runId: runUuid('acme', RUN, 'mesh run') }, job: { namespace: 'acme', name: 'mesh run' } };
  expect(members(start.run.facets['parent'])).toEqual({ ...parent, root: parent });
  expect(members(start.run.facets['processing_engine'])).toEqual({ name: 'duckdb', version: '1' });
});

test('inputs: tables with version, schema and size; sources with what was read', () => {
  const [table, source] = complete.inputs;
  expect(table).toMatchObject({ namespace: 'file', name: '/w/lake/shop/raw/people' });
  expect(members(table?.facets['version'])).toEqual({ datasetVersion: '4' });
  expect(members(table?.facets['schema'])).toEqual({ fields: [{ name: 'pid', type: 'long', ordinal_position: 1 }] });
  expect(members(table?.facets['symlinks'])).toEqual({
    identifiers: [{ namespace: 'acme', name: 'shop.raw.people', type: 'TABLE' }],
  });
  expect(members(table?.inputFacets['inputStatistics'])).toEqual({ rowCount: 5, size: 60, fileCount: 2 });
  expect(source).toMatchObject({ namespace: 'file', name: '/w/data/*.csv' });
  expect(members(source?.inputFacets['inputStatistics'])).toEqual({ rowCount: 10, size: 300, fileCount: 3 });
  expect(start.inputs[1]?.inputFacets).toEqual({});
});

test('the output: version, schema, what was written, what the checks found, where columns come from', () => {
  const [table, exported] = complete.outputs;
  expect(table).toMatchObject({ namespace: 'file', name: '/w/lake/shop/raw/orders' });
  expect(members(table?.facets['dataSource'])).toEqual({ name: 'file', uri: 'file:///w/lake/shop/raw/orders' });
  expect(members(table?.facets['version'])).toEqual({ datasetVersion: '7' });
  expect(members(table?.facets['schema'])['fields']).toEqual([
    { name: 'id', type: 'long', ordinal_position: 1 },
    {
      name: 'who',
      type: 'struct<name:string>',
      ordinal_position: 2,
      fields: [{ name: 'name', type: 'string', ordinal_position: 1 }],
    },
  ]);
  expect(members(table?.outputFacets['outputStatistics'])).toEqual({ rowCount: 9, size: 900, fileCount: 1 });
  expect(members(table?.facets['dataQualityAssertions'])['assertions']).toEqual([
    {
      assertion: 'row_fits_types',
      success: false,
      severity: 'warn',
      name: 'lines',
      expected: 'no rows refused',
      actual: '1 rows',
      params: { offending: 1, checked: 10 },
    },
    {
      assertion: 'custom_sql',
      success: true,
      severity: 'error',
      name: 'negative',
      expected: 'at most 0 rows',
      actual: '0 rows',
      content: 'SELECT 1',
      contentType: 'sql',
      params: { offending: 0, checked: 9 },
    },
  ]);
  const input = { namespace: 'file', name: '/w/lake/shop/raw/people' };
  expect(members(table?.facets['columnLineage'])).toEqual({
    fields: {
      id: {
        inputFields: [
          {
            ...input,
            field: 'pid',
            transformations: [
              { type: 'DIRECT', subtype: 'TRANSFORMATION', masking: false },
              { type: 'INDIRECT', subtype: 'CONDITIONAL', masking: false },
            ],
          },
        ],
      },
    },
    dataset: [
      { ...input, field: 'active', transformations: [{ type: 'INDIRECT', subtype: 'FILTER', masking: false }] },
    ],
  });
  expect(exported).toMatchObject({ namespace: 'file', name: '/w/out.csv' });
  expect(start.outputs[0]?.facets['version']).toBeUndefined();
});

test('rules of the contract: what they are about, their column, what was measured', () => {
  const rule = (name: string, more: Partial<CheckResult>): RunEvent => ({
    type: 'check-finished',
    at,
    address: 'shop.raw.orders',
    check: { name, kind: 'contract', success: true, severity: 'error', offending: 0, ...more },
  });
  const [, end] = translated(
    ...checked,
    rule('required id', {
      rule: 'required',
      column: 'id',
      success: false,
      offending: 2,
      expected: 'a value',
      actual: '2',
    }),
    rule('primaryKey id, day', { rule: 'primaryKey', column: 'id, day', expected: 'no value twice', actual: '0' }),
    rule('lines', { rule: 'library', severity: 'warning', expected: 'more than 1', actual: '9' }),
    { type: 'dataset-finished', at, result: { ...base, status: 'committed', version: 7 } },
  );
  expect(violations(end as LineageEvent)).toEqual([]);
  const facets = end?.outputs[0]?.facets['dataQualityAssertions'];
  expect((members(facets)['assertions'] as unknown[]).slice(2)).toEqual([
    {
      assertion: 'not_null',
      success: false,
      severity: 'error',
      name: 'required id',
      column: 'id',
      expected: 'a value',
      actual: '2',
      params: { offending: 2, source: 'contract' },
    },
    {
      assertion: 'unique',
      success: true,
      severity: 'error',
      name: 'primaryKey id, day',
      expected: 'no value twice',
      actual: '0',
      params: { offending: 0, source: 'contract', columns: ['id', 'day'] },
    },
    {
      assertion: 'library_metric',
      success: true,
      severity: 'warn',
      name: 'lines',
      expected: 'more than 1',
      actual: '9',
      params: { offending: 0, source: 'contract' },
    },
  ]);
});

test('a failure says why, without the path of the workspace; an interruption is an ABORT', () => {
  const failed = (code: string, status: 'failed' | 'duplicate' = 'failed'): LineageEvent[] =>
    translated(...checked, {
      type: 'dataset-finished',
      at,
      result: { ...base, status, reason: 'x', issues: [{ code, severity: 'error', message: '/w/data/a.csv is gone' }] },
    });
  const [, fail] = failed('SOURCE_MISSING');
  expect(fail).toMatchObject({ eventType: 'FAIL' });
  expect(members(fail?.run.facets['errorMessage'])).toEqual({
    message: 'data/a.csv is gone [SOURCE_MISSING]',
    programmingLanguage: 'SQL',
  });
  expect(fail?.outputs[0]?.outputFacets).toEqual({});
  expect(fail?.outputs[0]?.facets['dataQualityAssertions']).toBeDefined();
  expect(violations(fail as LineageEvent)).toEqual([]);
  expect(failed('INTERRUPTED')[1]?.eventType).toBe('ABORT');
  expect(failed('ROWS_REPEAT', 'duplicate')[1]?.eventType).toBe('COMPLETE');
});

test('no end is said where it is not known, and none of what never began', () => {
  const issues = [{ code: 'OUTCOME_UNKNOWN', severity: 'error' as const, message: 'm' }];
  expect(translated({ type: 'dataset-finished', at, result: { ...base, status: 'failed', issues } })).toHaveLength(1);
  const blocked = { ...base, address: 'shop.raw.people', status: 'blocked' as const };
  expect(translated({ type: 'dataset-finished', at, result: blocked })).toHaveLength(1);
});

test('ids are UUIDs of version 7: the same for the same run, sorted by its time, others for other jobs', () => {
  const id = runUuid('n', RUN, 'a');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse(at));
  expect(runUuid('n', RUN, 'a')).toBe(id);
  expect(
    new Set([id, runUuid('n', RUN, 'b'), runUuid('m', RUN, 'a'), runUuid('n', '20261123t021643z-000000', 'a')]).size,
  ).toBe(4);
});
