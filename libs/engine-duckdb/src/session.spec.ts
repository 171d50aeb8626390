import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Engine, type EngineSession, field, MeshError } from '@mu-mesh/core';

import { createDuckDbEngine } from './index';

const MB = 1 << 20;
const NODE_RSS = 50 * MB;
const full = Boolean(process.env['MU_MESH_FULL']);
let folder: string;
let engine: Engine;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-session-'));
  engine = createDuckDbEngine();
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (memoryLimit = 256 * MB, threads = 2): Promise<EngineSession> =>
  engine.open({ memoryLimit, threads, temporaryDirectory: join(folder, 'spill'), paths: [join(folder, 'lake')] });
const lake = (name: string): string => join(folder, 'lake', name);

it('loads the driver only when it is needed', () => {
  jest.isolateModules(() => {
    const loaded = jest.fn();
    jest.doMock('@duckdb/node-api', () => loaded());
    const { createDuckDbEngine: create } = require('./index') as typeof import('./index');
    expect(create().name).toBe('duckdb');
    expect(loaded).not.toHaveBeenCalled();
    jest.dontMock('@duckdb/node-api');
  });
});

it(`spills ${full ? 'ten times' : 'more than'} the memory limit and cleans up`, async () => {
  const [limit, rows, times] = full ? [256 * MB, 36_000_000, 10] : [64 * MB, 2_000_000, 1];
  const session = await open(limit, full ? 2 : 1);
  const scope = await session.scope();
  const before = process.memoryUsage.rss();
  const peak = watch(join(folder, 'spill'));
  const sql = `SELECT hash(i) AS h, i AS id, md5(i::VARCHAR) AS name, i / 7 AS share FROM range(${rows}) r(i) ORDER BY h`;
  const staged = await scope.stage(await scope.query(sql), { directory: lake('t'), partitionBy: [] });
  const { spilled, rss } = peak();
  if (full)
    process.stderr.write(
      `spilled ${Math.round(spilled / MB)} MB, RSS at most ${Math.round(rss / MB)} MB, ${Math.round(before / MB)} MB before\n`,
    );
  expect(staged.rows).toBe(rows);
  expect(spilled).toBeGreaterThan(times * limit);
  // What Jest holds is not the engine's: a bare process of Node has NODE_RSS.
  expect(NODE_RSS + rss - before).toBeLessThan(limit + 300 * MB);
  expect(readdirSync(join(folder, 'spill'))).toEqual([]);
  await session.close();
  expect(existsSync(join(folder, 'spill'))).toBe(false);
}, 600_000);

/** The largest size of a folder, and the most memory of this process (resident), until it is asked; in bytes. */
function watch(path: string): () => { spilled: number; rss: number } {
  const most = { spilled: 0, rss: 0 };
  const timer = setInterval(() => {
    const sizes = existsSync(path)
      ? readdirSync(path).map((name) => statSync(join(path, name), { throwIfNoEntry: false })?.size ?? 0)
      : [];
    most.spilled = Math.max(
      most.spilled,
      sizes.reduce((sum, size) => sum + size, 0),
    );
    most.rss = Math.max(most.rss, process.memoryUsage.rss());
  }, 5);
  return () => {
    clearInterval(timer);
    return most;
  };
}

it.each([
  ['what cannot spill', 8, 'SELECT list(i) AS l, list(i::VARCHAR) AS m FROM range(20000000) r(i)'],
  [
    'a sort that spills already',
    32,
    "SELECT hash(i) AS h, i::VARCHAR || 'abcdefgh' AS name, i AS id, i / 7 AS share FROM range(4000000) r(i) ORDER BY h",
  ],
])('says when memory is not enough for %s, and closes', async (_, megabytes, sql) => {
  const session = await open(megabytes * MB);
  const scope = await session.scope();
  const staged = scope.stage(await scope.query(sql), { directory: lake('t'), partitionBy: [] });
  await expect(staged).rejects.toMatchObject({ code: 'OUT_OF_MEMORY', exit: 3 });
  expect(await scope.rows(await scope.query('SELECT 1 AS a'), 1)).toEqual([['1']]);
  await session.close();
  expect([readdirSync(lake('t')), existsSync(join(folder, 'spill'))]).toEqual([[], false]);
});

it('runs scopes in parallel, each with its own names', async () => {
  const session = await open();
  const scopes = await Promise.all([1, 2, 3, 4].map(() => session.scope()));
  const results = await Promise.all(
    scopes.map(async (scope, index) => {
      await scope.name('input', await scope.query(`SELECT ${index} AS n FROM range(100000)`));
      const staged = await scope.stage(await scope.query('SELECT sum(n)::BIGINT AS n FROM input'), {
        directory: lake(`t${index}`),
        partitionBy: [],
      });
      await session.pin(`d${index % 2}.raw.t${index}`, {
        version: 0,
        schema: staged.columns,
        partitionColumns: [],
        files: staged.files,
      });
      return scope.rows(staged, 1);
    }),
  );
  expect(results).toEqual([[['0']], [['100000']], [['200000']], [['300000']]]);
  const [first] = scopes;
  expect(await first?.rows(await first.query('SELECT (FROM d1.raw.t3) AS a, (FROM d0.raw.t2) AS b'), 1)).toEqual([
    ['300000', '200000'],
  ]);
});

it('pins tables of new domains at once', async () => {
  const session = await open();
  const table = { version: 0, schema: [field('id', 'long')], partitionColumns: [], files: [] };
  const addresses = Array.from({ length: 400 }, (_, index) => `d${Math.floor(index / 2)}.gold.t${index}`);
  await Promise.all(addresses.map((address) => session.pin(address, table)));
  const scope = await session.scope();
  const all = addresses.map((address) => `SELECT * FROM ${address}`).join(' UNION ALL ');
  expect(await scope.rows(await scope.query(all), 1)).toEqual([]);
});

it('stops what runs when it is closed', async () => {
  const session = await open();
  const scope = await session.scope();
  const endless = await scope.query(
    'SELECT sum(a.i * b.i)::DOUBLE AS s FROM range(10000000) a(i), range(10000000) b(i)',
  );
  const staged = scope.stage(endless, { directory: lake('t'), partitionBy: [] }).catch((error: unknown) => error);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const start = performance.now();
  await session.close();
  const error = await staged;
  expect(error).toBeInstanceOf(MeshError);
  expect(error).toMatchObject({ code: 'INTERRUPTED', exit: 130 });
  expect(performance.now() - start).toBeLessThan(5000);
  expect(existsSync(join(folder, 'spill'))).toBe(false);
  await expect(scope.query('SELECT 1')).rejects.toMatchObject({ code: 'INTERRUPTED' });
});

it('leaves no file where it is closed in the middle of partitions', async () => {
  const session = await open();
  const scope = await session.scope();
  const files = (): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.parquet'));
  const many = await scope.query('SELECT i % 3 AS k, uuid() AS u FROM range(1000000000) r(i)');
  const staged = scope.stage(many, { directory: lake('t'), partitionBy: ['k'] }).catch((error: unknown) => error);
  while (files().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await session.close();
  expect(await staged).toMatchObject({ code: 'INTERRUPTED' });
  expect(files()).toEqual([]);
});

it('opens again after it was closed, and closes twice without harm', async () => {
  const session = await open();
  await Promise.all([session.close(), session.close()]);
  const scope = await (await open()).scope();
  expect(await scope.rows(await scope.query("SELECT 1 AS a, NULL AS b, 1.50 AS c, DATE '2024-01-01' AS d"), 5)).toEqual(
    [['1', null, '1.50', '2024-01-01']],
  );
});

it('filters a partitioned table by values of the log', async () => {
  const session = await open();
  const scope = await session.scope();
  const staged = await scope.stage(
    await scope.query('SELECT i AS id, i % 10 AS k, i::VARCHAR AS name FROM range(100000) r(i)'),
    { directory: lake('t'), partitionBy: ['k'] },
  );
  await session.pin('sales.raw.t', {
    version: 0,
    schema: [field('id', 'long'), field('k', 'long'), field('name', 'string')],
    partitionColumns: ['k'],
    files: staged.files,
  });
  expect(
    await scope.rows(
      await scope.query('SELECT count(*) AS n, min(k) AS k FROM sales.raw.t WHERE k = 3 AND id > 50000'),
      1,
    ),
  ).toEqual([['5000', '3']]);
});

it.each([[true], [false]])('keeps Parquet rows as JSON, before a session (%s) or in one', async (before) => {
  if (!before) await open();
  const columns = [
    field('txn', { type: 'struct', fields: [field('appId', 'string'), field('version', 'long')] }),
    field('add', {
      type: 'struct',
      fields: [
        field('path', 'string'),
        field('partitionValues', { type: 'map', keyType: 'string', valueType: 'string', valueContainsNull: true }),
        field('tags', { type: 'array', elementType: 'string', containsNull: true }),
      ],
    }),
    field('never', { type: 'struct', fields: [field('x', 'boolean')] }),
  ];
  const rows = [
    '{"txn":{"appId":"mu-mesh","version":9007199254740993},"add":null,"never":null}',
    '{"txn":null,"add":{"path":"k=a%20b/é.parquet","partitionValues":{"k":"a b","n":null},"tags":["x",null]},"never":null}',
  ];
  if (before) await open().then((session) => session.close());
  mkdirSync(lake('_delta_log'), { recursive: true });
  const path = lake('_delta_log/1.checkpoint.parquet');
  await engine.parquet.write(path, columns, rows);
  expect(await engine.parquet.read(path)).toEqual(rows);
  await expect(engine.parquet.write(path, columns, rows)).rejects.toMatchObject({ code: 'IO' });
  await expect(engine.parquet.read(lake('nope.parquet'))).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
});
