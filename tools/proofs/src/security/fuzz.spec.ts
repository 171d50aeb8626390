import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvelopeIssue } from '@mu-mesh/cli';
import { STACK_TRACE, mesh } from '../mesh-cli';
import { Scratch } from '../run/scratch';
import { draws } from '../seeded';

const FULL = process.env['MU_MESH_FULL'] !== undefined;
const PER_ROUND = 50;
const ROUNDS = (FULL ? 10_000 : 1000) / PER_ROUND;
const SEED = Number(process.env['MU_MESH_SEED'] ?? 11);

const PIPELINE = JSON.stringify(
  {
    execution: [
      {
        type: 'IngestCSV',
        name: 'lines',
        file_location: 'data/*.csv',
        schema: { id: 'BIGINT', at: 'TIMESTAMP', tags: 'VARCHAR[]' },
        additional_attributes: [{ key: 'header', value: 'true' }],
        on_changed_file: 'fail',
      },
      { type: 'TransformSQL', name: 'clean', sql_file_location: 'clean.sql', volatile: 'run' },
      { type: 'Validations', query: 'SELECT * FROM input WHERE id < 0', fail_threshold: '0.5%', warn_threshold: 10 },
      { type: 'Data_filter', query: 'SELECT * FROM input WHERE id = 3', bad_data: 'bad/%dd%mm%yyyy' },
      { type: 'Print', limit: 20 },
    ],
    destination: [
      { type: 'DestinationDefaultCatalog', mode: 'append', schema_evolution: 'freeze', partition_by: ['day'] },
    ],
  },
  null,
  2,
);
const SQL = `WITH recent AS (\n  SELECT id, CAST(at AS DATE) AS day, tags FROM lines WHERE at > TIMESTAMP '2020-01-01 00:00:00' -- new ones\n)\nSELECT r.id, r.day, count(*) AS n, list(r.tags[1]) AS tags\nFROM recent r LEFT JOIN fuzz.gold.shared s ON s.id = r.id\nGROUP BY ALL ORDER BY n DESC\n`;
const GLOBAL = JSON.stringify(
  {
    library: 'duckdb',
    lake: 'lake',
    memory_limit: '512MB',
    threads: 2,
    allowed_paths: ['domains', 'lake'],
    retention: '7 days',
  },
  null,
  2,
);
const CONNECTIONS = JSON.stringify(
  {
    connections: [
      {
        name: 'pg',
        type: 'postgres',
        connection_details: { host: 'h', port: 5432, username: 'u', password: { env: 'PG' } },
      },
    ],
  },
  null,
  2,
);

/** Pieces that break parsers. */
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  ',',
  ':',
  ';',
  '(',
  ')',
  '--',
  '/*',
  '*/',
  '//',
  '\\',
  '\\u0000',
  '\0',
  '\uFEFF',
  '\u2028',
  '🙂',
  'ß',
  '\r',
  '\n',
  '\t',
  ' ',
  'null',
  'true',
  '-1',
  '1e999',
  '9'.repeat(400),
  '"__proto__": {},',
  '"constructor": 1,',
  '"type": "Print",',
  '{"type": "TransformSQL", "sql": "SELECT 1"},',
  '[[[[[[',
  '[]',
  '{}',
  '""',
  'SELECT',
  'FROM',
  'WHERE',
  'JOIN fuzz.raw.d1',
  'fuzz.gold.d2',
  'other.raw.x',
  'a.b',
  'input',
  'lines',
  'UNION ALL',
  "'x'",
  '$1',
  '?',
  '::INTEGER',
  'DROP TABLE x',
  'read_csv(1)',
  'now()',
  '*',
  'COLUMNS(*)',
  '.',
  '..',
  '../..',
  'x'.repeat(5000),
  '('.repeat(300),
  '&a',
  '*a',
  '!!js/function x',
  '<<: *x',
  '%TAG',
  '- ',
  '? ',
  '|\n',
];

function mutate(text: string, next: (below: number) => number): string {
  let bytes = Buffer.from(text);
  for (let edits = 1 + next(4); edits > 0; edits--) {
    const at = next(bytes.length + 1);
    const length = next(3) === 0 ? next(40) : next(3);
    const put =
      next(6) === 0
        ? Buffer.from([next(256), next(256)])
        : next(5) === 0
          ? bytes.subarray(next(bytes.length + 1)).subarray(0, next(80))
          : Buffer.from(PIECES[next(PIECES.length)] ?? '');
    bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + length)]);
  }
  return bytes.toString('latin1');
}

interface Found {
  exit: number;
  issues: EnvelopeIssue[];
}

async function ask(root: string, command: string): Promise<Found> {
  const { stdout, stderr } = await mesh(root, [command, '--json']);
  expect(stderr).not.toMatch(STACK_TRACE);
  return JSON.parse(stdout) as Found;
}

/** What is wrong with the way in which something is said; undefined for a good finding. */
function complaint(root: string, issue: EnvelopeIssue): string | undefined {
  const { code, severity, message, file, line, column } = issue;
  const said = `${code} ${file}:${line}:${column} ${message.slice(0, 300)}`;
  if (code === 'BUG' || code === 'ENGINE') return `not understood: ${said}`;
  if (message === '' || /\n\s+at |undefined|\[object|NaN/.test(message)) return `not plain: ${said}`;
  if (severity !== 'error') return undefined;
  if (file === null || line === null || column === null) return `no place: ${said}`;
  const lines = readFileSync(join(root, file), 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/);
  if (line < 1 || line > lines.length || column < 1) return `no such place: ${said}`;
  return undefined;
}

it(`${ROUNDS * PER_ROUND} mutated configurations in whole workspaces: no crash, each finding with a place (seed ${SEED})`, async () => {
  const next = draws(SEED);
  const complaints: string[] = [];
  let refused = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const scratch = new Scratch({
      'domains/fuzz/gold/shared/pipeline.json': '{"execution": [{"type": "TransformSQL", "sql": "SELECT 1 AS id"}]}',
    });
    for (let n = 0; n < PER_ROUND - 1; n++) {
      const folder = `domains/fuzz/raw/d${n}`;
      scratch.write(`${folder}/pipeline.json`, Buffer.from(n % 2 === 0 ? mutate(PIPELINE, next) : PIPELINE, 'latin1'));
      scratch.write(`${folder}/clean.sql`, Buffer.from(n % 2 === 1 ? mutate(SQL, next) : SQL, 'latin1'));
    }
    const product = 'domains/fuzz/data-product.odps.yaml';
    const [path, text] =
      [
        ['global-properties.json', GLOBAL],
        ['connection-properties.json', CONNECTIONS],
        [product, readFileSync(join(scratch.root, product), 'utf8')],
      ][round % 3] ?? [];
    scratch.write(path ?? '', Buffer.from(mutate(text ?? '', next), 'latin1'));
    const { exit, issues } = await ask(scratch.root, 'validate');
    if (![0, 2].includes(exit)) complaints.push(`round ${round}: exit ${exit}`);
    refused += new Set(
      issues.filter(({ severity }) => severity === 'error').map(({ address, file }) => address ?? file),
    ).size;
    complaints.push(
      ...issues.flatMap((issue) => complaint(scratch.root, issue) ?? []).map((said) => `round ${round}: ${said}`),
    );
    const planned = await ask(scratch.root, 'plan');
    if (![0, 2].includes(planned.exit))
      complaints.push(`round ${round}: plan exits ${planned.exit}: ${planned.issues[0]?.message}`);
    await scratch.dispose();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  }
  expect(complaints.slice(0, 20)).toEqual([]);
  expect(refused).toBeGreaterThan((ROUNDS * PER_ROUND) / 3);
}, 1_800_000);
