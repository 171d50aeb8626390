import { join } from 'node:path';
import { loadJobFile } from './job-file';
import { positionAt } from './position-at';
import { registry } from './testing/registry';
import { temporaryFolder, writeFiles } from './testing/temporary-folder';

const folder = temporaryFolder({
  'sql/clean.sql': 'SELECT *\nFROM input',
  'neg.sql': 'SELECT * FROM input WHERE a < 0',
});
let number = 0;

function load(job: unknown) {
  const file = join(folder, `job-${(number += 1)}.json`);
  writeFiles(folder, { [file.slice(folder.length + 1)]: typeof job === 'string' ? job : JSON.stringify(job) });
  return loadJobFile({ file, connectors: registry });
}

function findings(job: unknown): string[] {
  return load(job).issues.map(
    ({ position, message, hint }) => `${position?.pointer ?? ''} | ${message} | ${hint ?? ''}`,
  );
}

const INGEST = { type: 'IngestCSV', file_location: 'data/*.csv' };

test('a job with old names, comments and both forms of attributes is normalised', () => {
  const { jobs, issues } = load(`[{ // as the original writes it
    "_comment": "x", "fail_alerts": [{ "fail_message": "for all" }],
    "execution": [
      { "type": "CSVReadCommand", "file_location": "data/*.csv", "schema": { "a": "BIGINT", "b": "struct<x:int>" },
        "additional_attributes": [{ "key": "header", "value": "true" }, { "key": "sep", "value": 1 }] },
      { "exec_type": "TransformSQL", "location": "sql/clean.sql", "name": "clean", "volatile": "skip" },
      { "exec_type": "Validation", "type": "sql", "query_location": "neg.sql", "fail_threshold": "0.5%", "warn_threshold": 10 },
      { "type": "Validations", "query": "SELECT 1", "fail_alerts": { "fail_message": "own" } },
      { "type": "Data_filter", "sql": "SELECT 2", "bad_data": "bad/%dd%mm%yyyy" },
      { "type": "Print", },
    ],
    "destination": [
      { "type": "table", "table_name": "out", "mode": "append", "partition_by": ["a"] },
      { "type": "csv", "file_location": "out.csv", "additional_attributes": { "mode": "append" } },
    ],
  }]`);
  expect(issues).toEqual([]);
  const [job] = jobs;
  expect(job?.steps.map(({ kind, name }) => [kind, name])).toEqual([
    ['ingest', 'step_1'],
    ['transform', 'clean'],
    ['validation', 'step_3'],
    ['validation', 'step_4'],
    ['filter', 'step_5'],
    ['print', 'step_6'],
  ]);
  expect(job?.steps[0]).toMatchObject({
    connector: 'IngestCSV',
    onChangedFile: 'fail',
    schema: [
      { name: 'a', type: 'long' },
      { name: 'b', type: { type: 'struct' } },
    ],
    config: { file_location: join(folder, 'data/*.csv'), additional_attributes: { header: 'true', sep: 1 } },
  });
  expect(Object.keys(job?.steps[0] && 'config' in job.steps[0] ? job.steps[0].config : {})).toEqual([
    'file_location',
    'additional_attributes',
  ]);
  expect(job?.steps[1]).toMatchObject({
    volatile: 'skip',
    sql: { text: 'SELECT *\nFROM input', position: { file: join(folder, 'sql/clean.sql'), line: 1, column: 1 } },
  });
  expect(job?.steps[2]).toMatchObject({ fail: { share: 0.005 }, warn: { rows: 10 }, failMessage: 'for all' });
  expect(job?.steps[3]).toMatchObject({ fail: { rows: 0 }, failMessage: 'own' });
  expect(job?.steps[4]).toMatchObject({ badData: join(folder, 'bad/%dd%mm%yyyy') });
  expect(job?.steps[5]).toMatchObject({ limit: 20 });
  expect(job?.destinations).toMatchObject([
    {
      kind: 'table',
      table: 'out',
      location: join(folder, 'lake/out'),
      mode: 'append',
      schemaEvolution: 'freeze',
      partitionBy: ['a'],
    },
    { kind: 'export', connector: 'DestinationCSV', mode: 'append', config: { file_location: join(folder, 'out.csv') } },
  ]);
});

test('every mistake of a file is found at once, at its place', () => {
  const { issues } = load(`{
  "execution": [
    { "type": "IngestCVS" },
    { "type": "IngestCSV", "file_locaton": "x", "name": "Select", "schema": { "a": "BIGNT", "A": "INT" } },
    { "type": "TransformSQL", "sql_file_location": "sql/claen.sql", "volatile": "runs" }
  ],
  "destination": [{ "type": "table", "table_name": "x.y", "mode": "apend" }]
}`);
  expect(issues.map(({ position, hint }) => [position?.line, position?.column, position?.pointer, hint])).toEqual([
    [3, 15, '/execution/0/type', 'Did you mean "IngestCSV"?'],
    [4, 28, '/execution/1/file_locaton', 'Did you mean "file_location"?'],
    [4, 57, '/execution/1/name', undefined],
    [4, 84, '/execution/1/schema/a', 'Did you mean "bigint"?'],
    [4, 93, '/execution/1/schema/A', 'Rename one of them.'],
    [5, 52, '/execution/2/sql_file_location', 'Did you mean "clean.sql"?'],
    [5, 81, '/execution/2/volatile', 'Did you mean "run"?'],
    [7, 52, '/destination/0/table_name', undefined],
    [7, 67, '/destination/0/mode', 'Did you mean "append"?'],
  ]);
});

test.each<[string, unknown, string]>([
  ['no list', 3, ' | a job must be an object with the key "execution" | '],
  ['no job', [], ' | the file holds no job | Write { "execution": […] }.'],
  ['empty execution', { execution: [] }, '/execution | "execution" must have at least 1 element(s) | '],
  ['no execution', {}, ' | the key "execution" is missing | Add it.'],
  [
    'later command',
    { execution: [{ type: 'IngestKafka' }] },
    '/execution/0/type | this version of mu-mesh does not have the command "IngestKafka" yet | Commands here: TransformSQL, Validations, Data_filter, Print, IngestCSV, IngestWhole.',
  ],
  [
    'later key',
    { execution: [INGEST], schedule: '* * * * *' },
    '/schedule | this version of mu-mesh does not have "schedule" of a job yet | Leave it out.',
  ],
  [
    'wrong list',
    { execution: [{ type: 'csv', file_location: 'x' }] },
    '/execution/0/type | the command "csv" belongs into "destination" | Move it into "destination".',
  ],
  [
    'no type',
    { execution: [{ file_location: 'x' }] },
    '/execution/0/type | the key "type" is missing: it names the command | Write "type": "IngestCSV", for example.',
  ],
  [
    'inherited type',
    { execution: [{ type: 'toString' }] },
    '/execution/0/type | the command "toString" is unknown | Commands here: TransformSQL, Validations, Data_filter, Print, IngestCSV, IngestWhole.',
  ],
  [
    'SQL twice',
    { execution: [{ type: 'TransformSQL', sql: 'SELECT 1', location: 'neg.sql' }] },
    '/execution/0/sql | the SQL is given twice: here and in "sql_file_location" | Keep one of them.',
  ],
  [
    'key twice by alias',
    { execution: [{ type: 'TransformSQL', sql: 'SELECT 1', query: 'SELECT 2' }] },
    '/execution/0/query | "sql" and "query" say the same thing | Keep one of them.',
  ],
  [
    'no SQL',
    { execution: [{ type: 'TransformSQL' }] },
    '/execution/0 | the SQL is missing: "sql" or "sql_file_location" | Add one of them.',
  ],
  [
    'missing file',
    { execution: [{ type: 'TransformSQL', location: 'nothing-like-it.sql' }] },
    '/execution/0/location | the SQL file "nothing-like-it.sql" cannot be used: there is no such file | ',
  ],
  [
    'no rows',
    { execution: [{ type: 'Print' }] },
    '/execution/0 | Print is the first step and has no rows to look at | Let an ingest or a TransformSQL come first.',
  ],
  [
    'share',
    { execution: [INGEST, { type: 'Validations', query: 'SELECT 1', fail_threshold: '101%' }] },
    '/execution/1/fail_threshold | "fail_threshold" is a share of at most 100% | ',
  ],
  [
    'threshold',
    { execution: [INGEST, { type: 'Validations', query: 'SELECT 1', fail_threshold: true }] },
    '/execution/1/fail_threshold | "fail_threshold" has a form that is not understood; found true | More offending rows than this fail the run: a number of rows, or a share of the rows checked such as "0.5%".',
  ],
  [
    'attribute twice',
    {
      execution: [
        {
          ...INGEST,
          additional_attributes: [
            { key: 'a', value: 1 },
            { key: 'a', value: 2 },
          ],
        },
      ],
    },
    '/execution/0/additional_attributes/1/key | the attribute "a" stands here twice | Keep one of them.',
  ],
  [
    'attribute value',
    { execution: [{ ...INGEST, additional_attributes: { a: { b: 1 } } }] },
    '/execution/0/additional_attributes/a | the value of the attribute "a" must be text, a number, true or false | ',
  ],
  [
    'attribute that pollutes',
    { execution: [{ ...INGEST, additional_attributes: [{ key: '__proto__', value: 'x' }] }] },
    '/execution/0/additional_attributes/0/key | the attribute "__proto__" is not allowed | ',
  ],
  [
    'same step name',
    {
      execution: [
        { ...INGEST, name: 'a' },
        { type: 'TransformSQL', sql: 'SELECT 1', name: 'a' },
      ],
    },
    '/execution/1/name | another step of this job is called "a" | Choose another name.',
  ],
  [
    'connector check',
    { execution: [{ ...INGEST, delimiter: '||' }] },
    '/execution/0/delimiter | the delimiter has one character | ',
  ],
  [
    'URL',
    { execution: [{ ...INGEST, file_location: 's3://b/x.csv' }] },
    '/execution/0/file_location | "file_location": "s3://b/x.csv" is a URL; this version reads and writes local files | ',
  ],
  [
    'mode of an export',
    {
      execution: [INGEST],
      destination: [{ type: 'csv', file_location: 'x', additional_attributes: { mode: 'error' } }],
    },
    '/destination/0/additional_attributes/mode | DestinationCSV has no mode "error" | Modes: overwrite, append.',
  ],
  [
    'mode of an export that its schema refuses',
    { execution: [INGEST], destination: [{ type: 'csv', file_location: 'x', mode: 'error' }] },
    '/destination/0/mode | "mode" must be one of overwrite, append; found "error" | ',
  ],
  [
    'needs mode',
    { execution: [INGEST], destination: [{ type: 'table', table_name: 'x' }] },
    '/destination/0 | the key "mode" is missing | Add it.',
  ],
  [
    'reserved table',
    { execution: [INGEST], destination: [{ type: 'table', table_name: 'order', mode: 'append' }] },
    '/destination/0/table_name | "order" is a reserved word and no name for a table | ',
  ],
])('%s', (_, job, expected) => {
  expect(findings(job)).toEqual([expected]);
});

test('a mode that a source rules out is refused', () => {
  const job = (mode: string) => ({
    execution: [{ type: 'IngestWhole', file_location: 'x' }],
    destination: [{ type: 'table', table_name: 'x', mode }],
  });
  expect(findings(job('overwrite'))).toEqual([]);
  expect(findings(job('append'))).toEqual([
    '/destination/0 | rows of IngestWhole cannot be written with the mode "append" | Modes: overwrite.',
  ]);
});

test('a channel is a warning, not an error', () => {
  const { issues, jobs } = load({
    execution: [
      INGEST,
      { type: 'Validations', query: 'SELECT 1', fail_alerts: { channel: 'slack', fail_message: 'm' } },
    ],
  });
  expect(issues).toMatchObject([{ severity: 'warning', position: { pointer: '/execution/1/fail_alerts/channel' } }]);
  expect(jobs[0]?.steps[1]).toMatchObject({ failMessage: 'm' });
});

test('a destination named after a connection is explained', () => {
  writeFiles(folder, {
    'c.json': '{"connections": [{"name": "pg", "type": "postgres"}]}',
    'to-pg.json': JSON.stringify({ execution: [INGEST], destination: [{ type: 'pg' }] }),
  });
  const { issues } = loadJobFile({
    file: join(folder, 'to-pg.json'),
    connectionProperties: join(folder, 'c.json'),
    connectors: registry,
  });
  expect(issues.map(({ message }) => message)).toEqual(['"pg" is a connection, not a command']);
});

test('offsets of inline and filed SQL have their place in the file', () => {
  const { jobs } = load(
    '{ "execution": [\n{ "type": "TransformSQL", "sql": "SELECT\\n\\u0061 \\"x\\" FROM t" },\n{ "type": "TransformSQL", "location": "sql/clean.sql" }] }',
  );
  const [inline, filed] = (jobs[0]?.steps ?? []).map((step) => ('sql' in step ? step.sql : undefined));
  if (!inline || !filed) throw new Error('no SQL');
  expect(positionAt(inline, 0)).toMatchObject({ line: 2, column: 35 });
  expect(positionAt(inline, inline.text.indexOf('FROM'))).toMatchObject({
    line: 2,
    column: 35 + 'SELECT\\n\\u0061 \\"x\\" '.length,
  });
  expect(positionAt({ ...inline, text: 'a\nb' }, 2)).toMatchObject({ line: 2, column: 38 });
  expect(positionAt(filed, filed.text.indexOf('input'))).toEqual({
    file: join(folder, 'sql/clean.sql'),
    line: 2,
    column: 6,
  });
});

test('a missing job file and missing properties are issues', () => {
  const { issues } = loadJobFile({
    file: join(folder, 'no.json'),
    globalProperties: join(folder, 'no-g.json'),
    connectors: registry,
  });
  expect(issues.map(({ code, position }) => [code, position?.file.slice(folder.length)])).toEqual([
    ['SOURCE_MISSING', '/no-g.json'],
    ['SOURCE_MISSING', '/no.json'],
  ]);
});

test('a file of refused rows is that of one filter; a folder is for many', () => {
  const filter = (name: string, bad: string) => ({ type: 'Data_filter', name, query: 'SELECT 1', bad_data: bad });
  const jobs = (first: string, second: string) => [
    { execution: [INGEST, filter('one', first)], destination: [{ type: 'table', table_name: 'a', mode: 'append' }] },
    { execution: [INGEST, filter('two', second)], destination: [{ type: 'table', table_name: 'b', mode: 'append' }] },
  ];
  expect(findings(jobs('bad/%dd.csv', './bad/%dd.csv'))).toEqual([
    '/1/execution/1/bad_data | the filter "one" keeps its rows in "%dd.csv" too, and one would replace those of the other | Give each a file of its own, or both a folder: each filter has files of its own there.',
  ]);
  expect(findings(jobs('bad/%dd.csv', 'bad/%mm.csv'))).toEqual([]);
  expect(findings(jobs('bad/%dd', 'bad/%dd'))).toEqual([]);
});

test('a mistake in one key hides none of the others, and a column that is there twice is left out', () => {
  const job = {
    ...INGEST,
    file_location: 5,
    delimiter: '||',
    schema: { a: 'INTT', b: 'INT', B: 'INT', '': 'INT' },
  };
  expect(findings({ execution: [job] })).toEqual([
    '/execution/0/file_location | "file_location" must be text; found 5 | Put it in quotes.',
    '/execution/0/delimiter | the delimiter has one character | ',
    '/execution/0/schema/a | the column "a": "INTT" is no type: the type "INTT" is unknown | Did you mean "int"?',
    '/execution/0/schema/B | the columns "b" and "B" differ only by letter case | Rename one of them.',
    '/execution/0/schema/ | a column name is empty | ',
  ]);
});
