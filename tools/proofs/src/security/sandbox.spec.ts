import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvelopeIssue } from '@mu-mesh/cli';
import { mesh, meshJson } from '../mesh-cli';
import { Scratch, pipeline } from '../run/scratch';
import { Outside, contents } from './outside';

const outside = new Outside();
afterAll(() => outside.dispose());
const inside = (name: string): string => `'${join(outside.folder, name)}'`;

/** SQL of a domain author that asks for more than datasets and earlier steps. */
const PROBES: Record<string, string> = {
  'a file by its name': `SELECT * FROM ${inside('secret.csv')}`,
  'a file by a quoted name': `SELECT * FROM "${outside.csv}"`,
  'a file in a schema': `SELECT * FROM main.${inside('secret.csv').replaceAll("'", '"')}`,
  read_csv: `SELECT * FROM read_csv(${inside('secret.csv')})`,
  'read_csv_auto in capitals': `SELECT * FROM READ_CSV_AUTO(${inside('secret.csv')})`,
  'read_csv by its whole name': `SELECT * FROM system.main.read_csv(${inside('secret.csv')})`,
  read_text: `SELECT * FROM read_text(${inside('secret.csv')})`,
  read_blob: `SELECT * FROM read_blob(${inside('secret.csv')})`,
  read_json: `SELECT * FROM read_json('/etc/passwd')`,
  parquet_scan: `SELECT * FROM parquet_scan('/etc/passwd')`,
  sniff_csv: `SELECT * FROM sniff_csv('/etc/passwd')`,
  glob: `SELECT * FROM glob('/etc/*')`,
  'a table function in a subquery': `SELECT (SELECT content FROM read_text(${inside('secret.csv')})) AS a`,
  'a table function in a lateral join': `SELECT * FROM (SELECT 1) t, LATERAL (SELECT * FROM read_text('/etc/passwd'))`,
  'a table function behind EXISTS': `SELECT 1 AS a WHERE EXISTS (FROM read_text('/etc/passwd'))`,
  'a table function in a CTE': `WITH x AS (FROM read_text('/etc/passwd')) SELECT * FROM x`,
  'a table function in a UNION': `SELECT 'a' AS content UNION ALL SELECT content FROM read_text('/etc/passwd')`,
  'a table function in a recursive CTE': `WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT size FROM read_text('/etc/passwd')) SELECT * FROM x`,
  'a table function in an argument of a list': `SELECT list_transform([1], lambda i: (SELECT size FROM read_text('/etc/passwd'))) AS a`,
  COPY: `COPY (SELECT 1) TO ${inside('x.csv')}`,
  'COPY in': `COPY x FROM ${inside('secret.csv')}`,
  ATTACH: `ATTACH ${inside('x.db')} AS y`,
  DETACH: 'DETACH sales',
  SET: 'SET threads = 1',
  'SET of the sandbox': 'SET enable_external_access = true',
  RESET: 'RESET memory_limit',
  PRAGMA: 'PRAGMA database_list',
  INSTALL: 'INSTALL httpfs',
  LOAD: 'LOAD httpfs',
  EXPORT: `EXPORT DATABASE ${inside('x')}`,
  IMPORT: `IMPORT DATABASE ${inside('x')}`,
  CREATE: 'CREATE TABLE x AS SELECT 1',
  'CREATE OR REPLACE VIEW of another domain': 'CREATE OR REPLACE VIEW sales.gold.published AS SELECT 1',
  'CREATE MACRO': 'CREATE MACRO x() AS 1',
  'CREATE SECRET': "CREATE SECRET s (TYPE http, BEARER_TOKEN 'x')",
  INSERT: 'INSERT INTO sales.raw.orders VALUES (1)',
  DELETE: 'DELETE FROM sales.raw.orders',
  DROP: 'DROP VIEW sales.raw.orders',
  CALL: 'CALL pragma_version()',
  EXPLAIN: 'EXPLAIN ANALYZE SELECT 1',
  'two statements': `SELECT 1 AS a; COPY (SELECT 1) TO ${inside('x.csv')}`,
  'a second statement behind a comment': `SELECT 1 AS a /* ; */ ; -- \nCOPY (SELECT 1) TO ${inside('x.csv')}`,
  'a second statement behind an empty one': `;; COPY (SELECT 1) TO ${inside('x.csv')}`,
  'a statement in a comment that ends early': `SELECT 1 AS a /* */ */ COPY (SELECT 1) TO ${inside('x.csv')}`,
  'a bracket that closes ours': `SELECT 1) TO ${inside('x.csv')} --`,
  'a bracket that closes ours, on lines of its own': `SELECT 1 AS a\n) TO ${inside('x.csv')} (FORMAT csv); SELECT * FROM (SELECT 1`,
  'brackets that balance': `SELECT 1 AS a) AS x, (SELECT * FROM read_text('/etc/passwd')`,
  'a dollar quote': `SELECT $$a$$ AS a; COPY (SELECT 1) TO $$${join(outside.folder, 'x.csv')}$$`,
  'INSERT in a CTE': 'WITH x AS (INSERT INTO y VALUES (1) RETURNING *) SELECT * FROM x',
  'DELETE in a CTE': 'WITH x AS (DELETE FROM sales.raw.orders RETURNING *) SELECT * FROM x',
  'SELECT INTO': 'SELECT 1 INTO x',
  getenv: "SELECT getenv('HOME') AS a",
  getvariable: "SELECT getvariable('x') AS a",
  current_setting: "SELECT current_setting('allowed_directories') AS a",
  duckdb_secrets: 'SELECT * FROM duckdb_secrets()',
  duckdb_settings: 'SELECT * FROM duckdb_settings()',
  duckdb_views: 'SELECT sql FROM duckdb_views()',
  information_schema: 'SELECT * FROM information_schema.tables',
  pg_catalog: 'SELECT * FROM pg_catalog.pg_class',
  sqlite_master: 'SELECT * FROM sqlite_master',
  'query()': "SELECT * FROM query('SELECT 1')",
  'query_table()': "SELECT * FROM query_table('sales.raw.orders')",
  'a serialised statement': "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
  SHOW: 'SELECT * FROM (SHOW ALL TABLES)',
  DESCRIBE: 'SELECT * FROM (DESCRIBE sales.raw.orders)',
  SUMMARIZE: 'SUMMARIZE sales.raw.orders',
  'a parameter': 'SELECT $1 AS a',
  'a NUL': 'SELECT 1 AS a \0',
  nothing: ' -- nothing\n',
  'raw of another domain': 'SELECT * FROM sales.raw.orders',
  'silver of another domain': 'SELECT * FROM sales.silver.clean',
  'silver of another domain in quotes and capitals': 'SELECT * FROM "sales"."SILVER"."clean"',
  'gold of another domain without a port': 'SELECT * FROM sales.gold.internal',
  'a step of another job': 'SELECT * FROM secret_step',
  'a private table of another dataset': 'SELECT * FROM hidden',
  'a private table by the name of its dataset': 'SELECT * FROM sales.raw.hidden',
  'the engine’s own catalog': 'SELECT * FROM memory.main.hidden',
  itself: 'SELECT * FROM probes.gold.ITSELF',
};

const names = Object.keys(PROBES);
const address = (index: number): string => `probes.silver.p${index}`;

function withProbes(): Scratch {
  const scratch = new Scratch({
    'domains/sales/raw/orders/pipeline.json': pipeline([
      { type: 'TransformSQL', name: 'secret_step', sql: 'SELECT 1 AS id' },
    ]),
    'domains/sales/silver/clean/pipeline.json': JSON.stringify([
      {
        execution: [{ type: 'TransformSQL', sql: 'SELECT * FROM sales.raw.orders' }],
        destination: [{ type: 'DestinationDefaultCatalog', table_name: 'hidden', mode: 'overwrite' }],
      },
      { execution: [{ type: 'TransformSQL', sql: 'SELECT * FROM hidden' }] },
    ]),
    'domains/sales/gold/published/pipeline.json': pipeline([
      { type: 'TransformSQL', sql: 'SELECT * FROM sales.silver.clean' },
    ]),
    'domains/sales/gold/internal/pipeline.json': pipeline([
      { type: 'TransformSQL', sql: 'SELECT * FROM sales.silver.clean' },
    ]),
    'domains/probes/gold/itself/pipeline.json': pipeline([{ type: 'TransformSQL', sql: PROBES['itself'] }]),
  });
  names.forEach((name, index) => {
    scratch.write(
      `domains/probes/silver/p${index}/pipeline.json`,
      pipeline([{ type: 'TransformSQL', sql_file_location: 'x.sql' }]),
    );
    scratch.write(`domains/probes/silver/p${index}/x.sql`, PROBES[name] ?? '');
  });
  scratch.write(
    'domains/sales/data-product.odps.yaml',
    `${PRODUCT}outputPorts:\n  - name: published\n    version: 1.0.0\n`,
  );
  return scratch;
}

const PRODUCT = `apiVersion: v1.1.0
kind: DataProduct
id: sales
name: sales
version: 1.0.0
status: active
domain: sales
team:
  name: sales
  members:
    - username: "@sales"
      role: owner
`;

describe('SQL that asks for more than its job may read', () => {
  let scratch: Scratch;
  let issues: EnvelopeIssue[];
  beforeAll(async () => {
    scratch = withProbes();
    ({ issues } = await meshJson(scratch.root, ['validate']));
  });
  afterAll(() => scratch.dispose());

  it.each(names.filter((name) => name !== 'itself').map((name) => [name]))(
    '%s is refused with its place and a code',
    (name) => {
      const index = names.indexOf(name);
      const own = issues.filter((issue) => issue.address === address(index) && issue.severity === 'error');
      const [first] = own;
      expect(first?.code).toMatch(/^(SQL_REFUSED|SQL_SYNTAX|REFERENCE_UNKNOWN|REFERENCE_PRIVATE|CYCLE)$/);
      expect(first).toMatchObject({
        file: `domains/probes/silver/p${index}/x.sql`,
        line: expect.any(Number),
        column: expect.any(Number),
        message: expect.stringMatching(/\w/),
      });
      expect(first?.message).not.toContain(outside.canary);
    },
  );

  it('a dataset that reads itself is a cycle', () => {
    expect(issues).toContainEqual(expect.objectContaining({ address: 'probes.gold.itself', code: 'CYCLE', line: 1 }));
  });

  it('runs nothing, forced or asked for by name, and writes nothing anywhere', async () => {
    for (const args of [['run'], ['run', 'probes', '--full'], ['run', address(0)], ['plan', 'probes']]) {
      expect(await meshJson(scratch.root, args)).toMatchObject({ exit: 2, result: null });
    }
    expect(existsSync(join(scratch.root, 'lake'))).toBe(false);
    expect(outside.untouched).toBe(true);
    for (const [path, text] of contents(scratch.root)) if (text.includes(outside.canary)) throw new Error(path);
  });

  it('leaves other domains working', async () => {
    expect(await mesh(scratch.root, ['run', 'sales'])).toMatchObject({ exit: 0 });
    expect(await scratch.rows('sales.gold.published')).toEqual(['1']);
  });
});

describe('a source that leaves what it may read', () => {
  const FOLDER = 'domains/sales/raw/orders';
  const job = (location: string): string =>
    pipeline([{ type: 'IngestCSV', file_location: location, additional_attributes: { header: 'true' } }]);
  let scratch: Scratch;
  beforeEach(() => {
    scratch = new Scratch({ [`${FOLDER}/data/1.csv`]: 'id,name\n1,a\n' });
    scratch.write(
      'global-properties.json',
      JSON.stringify({ memory_limit: '512MB', threads: 2, allowed_paths: ['domains', 'lake'] }),
    );
  });
  afterEach(() => scratch.dispose());

  const LOCATIONS: [string, string, (root: string) => void][] = [
    ['an absolute path', outside.csv, () => undefined],
    ['a glob of an absolute path', `${outside.folder}/*.csv`, () => undefined],
    ['a path that climbs', `../../../../..${outside.csv}`, () => undefined],
    ['a link to a file', 'data/link.csv', (root) => symlinkSync(outside.csv, join(root, FOLDER, 'data/link.csv'))],
    [
      'a link among the files of a glob',
      'data/*.csv',
      (root) => symlinkSync(outside.csv, join(root, FOLDER, 'data/link.csv')),
    ],
    ['a link to a folder', 'linked/*.csv', (root) => symlinkSync(outside.folder, join(root, FOLDER, 'linked'))],
    [
      'a link to a folder under a glob',
      '*/secret.csv',
      (root) => symlinkSync(outside.folder, join(root, FOLDER, 'linked')),
    ],
    ['a link to a folder under **', '**/*.csv', (root) => symlinkSync(outside.folder, join(root, FOLDER, 'linked'))],
    [
      'a link instead of the only file',
      'data/1.csv',
      (root) => {
        rmSync(join(root, FOLDER, 'data/1.csv'));
        symlinkSync(outside.csv, join(root, FOLDER, 'data/1.csv'));
      },
    ],
    [
      'a link chain',
      'data/link.csv',
      (root) => {
        mkdirSync(join(root, FOLDER, 'other'));
        symlinkSync(outside.folder, join(root, FOLDER, 'other/a'));
        symlinkSync('../other/a/secret.csv', join(root, FOLDER, 'data/link.csv'));
      },
    ],
  ];

  it.each(LOCATIONS)('%s: nothing of it reaches the table or the output', async (_, location, prepare) => {
    scratch.write(`${FOLDER}/pipeline.json`, job(location));
    prepare(scratch.root);
    const text = await mesh(scratch.root, ['run']);
    expect(`${text.stdout}${text.stderr}`).not.toContain(outside.canary);
    if (text.exit === 0) expect(await scratch.rows('sales.raw.orders')).toEqual(['1|a']);
    for (const command of [
      ['validate'],
      ['plan'],
      ['preview', 'sales.raw.orders'],
      ['quarantine', 'list', 'sales.raw.orders'],
    ]) {
      const shown = await mesh(scratch.root, command);
      expect(`${shown.stdout}${shown.stderr}`).not.toContain(outside.canary);
    }
    for (const [path, bytes] of contents(join(scratch.root, '.mesh')))
      expect(`${path} ${bytes}`).not.toContain(outside.canary);
    expect(outside.untouched).toBe(true);
  });

  it.each([
    ['an export', { type: 'DestinationCSV', file_location: join(outside.folder, 'x.csv') }],
    ['an export that climbs', { type: 'DestinationCSV', file_location: `../../../../..${outside.folder}/x.csv` }],
    ['an export through a link', { type: 'DestinationCSV', file_location: 'linked/x.csv' }],
    ['an export in a folder behind a link', { type: 'DestinationParquet', file_location: 'linked/deep/folder' }],
  ])('%s: nothing is written there', async (_, destination) => {
    symlinkSync(outside.folder, join(scratch.root, FOLDER, 'linked'));
    scratch.write(
      `${FOLDER}/pipeline.json`,
      pipeline(
        [{ type: 'TransformSQL', sql: 'SELECT 1 AS a' }],
        [{ type: 'DestinationDefaultCatalog', table_name: 'sales.raw.orders', mode: 'overwrite' }, destination],
      ),
    );
    const { exit } = await mesh(scratch.root, ['run']);
    expect(outside.untouched).toBe(true);
    expect([2, 3]).toContain(exit);
    expect(await scratch.withTable('sales.raw.orders', (table) => table.head())).toBeUndefined();
  });

  it.each([join(outside.folder, 'bad'), 'linked/bad', `../../../../..${outside.folder}/bad.csv`])(
    'bad_data in %s: nothing is written there',
    async (location) => {
      symlinkSync(outside.folder, join(scratch.root, FOLDER, 'linked'));
      scratch.write(
        `${FOLDER}/pipeline.json`,
        pipeline([
          { type: 'TransformSQL', sql: 'SELECT 1 AS a' },
          { type: 'Data_filter', query: 'SELECT * FROM input', bad_data: location },
        ]),
      );
      const { exit } = await mesh(scratch.root, ['run']);
      expect(outside.untouched).toBe(true);
      expect([2, 3]).toContain(exit);
    },
  );
});
