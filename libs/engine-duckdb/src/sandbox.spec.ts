import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Connection } from './connection';
import { Instance } from './instance';
import { literal } from './quote';
import { seal } from './sandbox';

let root: string;
let instance: Instance;
let connection: Connection;

/** root/in/ok.csv and root/lake are open; root/out and root/in-sibling are not. */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'engine-sandbox-'));
  for (const name of ['in', 'in/sub', 'lake', 'out', 'in-sibling', 'spill']) mkdirSync(join(root, name));
  for (const name of ['in/ok.csv', 'in/sub/ok.csv', 'out/secret.csv', 'in-sibling/secret.csv', 'one.csv', 'other.csv'])
    writeFileSync(join(root, name), 'a\n1\n');
  symlinkSync(join(root, 'out'), join(root, 'in/link'));
  symlinkSync(join(root, 'out/secret.csv'), join(root, 'in/link.csv'));
  linkSync(join(root, 'out/secret.csv'), join(root, 'in/hard.csv'));
  instance = await Instance.create();
  const first = await instance.connect();
  await seal(first, {
    memoryLimit: 1 << 28,
    threads: 2,
    temporaryDirectory: join(root, 'spill'),
    paths: ['in', 'lake', 'one.csv'].map((name) => join(root, name)),
  });
  await first.close();
  connection = await instance.connect();
  await connection.run('CREATE TEMP TABLE t (a VARCHAR)');
});

afterAll(async () => {
  await instance.close();
  rmSync(root, { recursive: true, force: true });
});

const csv = (path: string): string =>
  `SELECT * FROM read_csv(${literal(path.startsWith('/') || path.includes(':') ? path : join(root, path))})`;
const raw = (path: string): string => `SELECT * FROM read_csv(${literal(`${root}/${path}`)})`;

describe('a sealed database lets in', () => {
  it.each([
    ['a file of an open folder', () => csv('in/ok.csv')],
    ['a folder below', () => csv('in/sub/ok.csv')],
    ['an open file', () => csv('one.csv')],
    ['a pattern inside', () => raw('in/sub/*.csv')],
    ['a write into an open folder', () => `COPY (SELECT 1) TO ${literal(join(root, 'lake/x.parquet'))}`],
    ['a database in memory', () => "ATTACH ':memory:' AS sales"],
    ['a view in it', () => 'CREATE VIEW sales.main.v AS SELECT 1'],
    ['a temporary table', () => 'CREATE TEMP TABLE x AS SELECT 1'],
    // Documented in SECURITY.md: the engine follows the file system here, so `strict` workspaces must not hold such files.
    ['a hard link to a file outside', () => csv('in/hard.csv')],
  ])('%s', async (_, sql) => {
    await connection.run(sql());
  });
});

/** Why a statement fails; another reason would mean that the probe no longer reaches what it tests. */
interface Reason {
  type: string;
  message: RegExp;
}
const CLOSED: Reason = {
  type: 'Permission',
  message: /^Cannot access (file|directory) "[^"]*" - file system operations are disabled by configuration/,
};
const EXTENSION: Reason = { type: 'Permission', message: /^Loading external extensions is disabled/ };
const LOCKED: Reason = {
  type: 'Invalid Input',
  message: /^Cannot change configuration option "\w+" - the configuration has been locked/,
};

describe('a sealed database refuses', () => {
  const probes: [title: string, sql: () => string, reason?: Reason][] = [
    ['a path that leaves by ..', () => raw('in/../out/secret.csv')],
    ['.. twice', () => raw('in/sub/../../out/secret.csv')],
    ['.. behind a name that does not exist', () => raw('in/nope/../../out/secret.csv')],
    [
      'an encoded ..',
      () => raw('in/%2e%2e/out/secret.csv'),
      { type: 'IO', message: /^No files found that match the pattern "[^"]*%2e%2e/ },
    ],
    ['a doubled slash', () => raw('in//../out/secret.csv')],
    ['a sibling with the same beginning', () => csv('in-sibling/secret.csv')],
    ['a neighbour of an open file', () => csv('other.csv')],
    ['a name that begins as an open file', () => csv('one.csv.bak')],
    ['a symbolic link to a folder', () => raw('in/link/secret.csv')],
    ['a pattern that leaves', () => raw('*/secret.csv')],
    ['a pattern from the root', () => csv('/etc/pass*')],
    ['/etc/passwd', () => csv('/etc/passwd')],
    ['/etc/passwd as text', () => "SELECT * FROM read_text('/etc/passwd')"],
    ['/etc/passwd as bytes', () => "SELECT * FROM read_blob('/etc/passwd')"],
    [
      '/etc/passwd as a table',
      () => "FROM '/etc/passwd'",
      { type: 'Catalog', message: /^Table with name \/etc\/passwd does not exist/ },
    ],
    ['/proc/self/environ', () => "SELECT * FROM read_text('/proc/self/environ')"],
    ['/dev/stdin', () => csv('/dev/stdin')],
    ['a command', () => csv('/bin/ls |')],
    ['a list of names', () => "SELECT * FROM glob('/etc/*')"],
    ['JSON outside', () => "SELECT * FROM read_json('/etc/passwd')"],
    ['Parquet outside', () => `SELECT * FROM read_parquet(${literal(join(root, 'out/x.parquet'))})`],
    ['metadata of Parquet outside', () => `SELECT * FROM parquet_metadata(${literal(join(root, 'out/x.parquet'))})`],
    ['sniffing outside', () => "SELECT * FROM sniff_csv('/etc/passwd')"],
    ['a file URL', () => csv('file:///etc/passwd')],
    ['http', () => csv('http://127.0.0.1:9/x.csv')],
    ['https', () => csv('https://127.0.0.1:9/x.csv')],
    ['s3', () => csv('s3://bucket/x.csv')],
    ['hf', () => csv('hf://datasets/x/y.csv')],
    ['ATTACH of a file outside', () => `ATTACH ${literal(join(root, 'out/x.db'))} AS x`],
    ['ATTACH of an extension', () => "ATTACH 'x' AS pg (TYPE postgres)", EXTENSION],
    ['COPY out', () => `COPY (SELECT 1) TO ${literal(join(root, 'out/x.csv'))}`],
    ['COPY out by ..', () => `COPY (SELECT 1) TO ${literal(`${root}/lake/../out/x.csv`)}`],
    [
      'COPY into partitions outside',
      () => `COPY (SELECT 1 AS a, 2 AS k) TO ${literal(join(root, 'out'))} (PARTITION_BY (k))`,
    ],
    ['COPY to stdout', () => "COPY (SELECT 1) TO '/dev/stdout'"],
    ['COPY in', () => "COPY t FROM '/etc/passwd'"],
    ['EXPORT', () => `EXPORT DATABASE ${literal(join(root, 'out'))}`],
    ['IMPORT', () => `IMPORT DATABASE ${literal(join(root, 'out'))}`],
    ['INSTALL', () => 'INSTALL httpfs'],
    ['LOAD', () => 'LOAD httpfs', EXTENSION],
    ['LOAD by path', () => `LOAD ${literal(join(root, 'out/x.duckdb_extension'))}`, EXTENSION],
    ['FORCE INSTALL', () => "FORCE INSTALL spatial FROM 'http://127.0.0.1:9'"],
    ['a secret on disk', () => "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')"],
    [
      'getenv',
      () => "SELECT getenv('HOME')",
      { type: 'Catalog', message: /^Scalar Function with name getenv does not exist/ },
    ],
    ['opening up again', () => 'SET enable_external_access = true', LOCKED],
    ['unlocking', () => 'SET lock_configuration = false', LOCKED],
    ['more folders', () => "SET allowed_directories = ['/']", LOCKED],
    ['more files', () => "SET allowed_paths = ['/etc/passwd']", LOCKED],
    ['more memory', () => "SET memory_limit = '100GB'", LOCKED],
    ['other spilling', () => "SET temp_directory = '/tmp'", LOCKED],
    ['RESET', () => 'RESET memory_limit', LOCKED],
    ['a global setting', () => 'SET GLOBAL threads = 64', LOCKED],
    ['autoloading', () => 'SET autoload_known_extensions = true', LOCKED],
    ['another extension folder', () => "SET extension_directory = '/tmp'", LOCKED],
    ['unsigned extensions', () => 'SET allow_unsigned_extensions = true', LOCKED],
    ['a profile on disk', () => "SET profiling_output = '/tmp/x.json'", LOCKED],
    ['a log on disk', () => "SET log_query_path = '/tmp/x.log'", LOCKED],
    ['a PRAGMA that sets', () => "PRAGMA memory_limit = '100GB'", LOCKED],
    ['another home', () => "SET home_directory = '/'", LOCKED],
    ['a search path of files', () => "SET file_search_path = '/etc'", LOCKED],
    ['the home folder', () => "SELECT * FROM read_text('~/x.csv')"],
    ['a relative path', () => "SELECT * FROM read_text('package.json')"],
    ['no path', () => "SELECT * FROM read_text('')"],
    [
      'a NUL',
      () => `SELECT * FROM read_text('${root}/in/ok.csv\0')`,
      { type: 'Parser', message: /^unterminated quoted string/ },
    ],
    [
      'a quoted statement',
      () => "SELECT * FROM query('COPY (SELECT 1) TO ''/tmp/x''')",
      { type: 'Parser', message: /^Expected a single SELECT statement/ },
    ],
    [
      'a serialised statement that reads',
      () => "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('FROM read_text(''/etc/passwd'')'))",
    ],
  ];

  it.each(probes)('%s', async (_, sql, { type, message } = CLOSED) => {
    await expect(connection.run(sql())).rejects.toMatchObject({
      name: 'DuckDbError',
      type,
      message: expect.stringMatching(message),
    });
  });

  it('a symbolic link to a file', async () => {
    await expect(connection.all(raw('in/link.csv'))).rejects.toMatchObject({
      name: 'DuckDbError',
      type: CLOSED.type,
      message: expect.stringMatching(CLOSED.message),
    });
  });

  it('and leaves what is outside as it was', () => {
    expect(readFileSync(join(root, 'out/secret.csv'), 'utf8')).toBe('a\n1\n');
    expect([readdirSync(join(root, 'out')), readdirSync(root).sort()]).toEqual([
      ['secret.csv'],
      ['in', 'in-sibling', 'lake', 'one.csv', 'other.csv', 'out', 'spill'],
    ]);
  });
});

it('an unsealed database would have let the probe in', async () => {
  const open = await Instance.create();
  const loose = await open.connect();
  expect(await loose.all(raw('in/../out/secret.csv'))).toEqual([[1n]]);
  await open.close();
});
