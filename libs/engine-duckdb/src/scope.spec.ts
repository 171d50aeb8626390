import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Engine, type EngineSession, field, type Scope } from '@mu-mesh/core';

import { createDuckDbEngine } from './index';

const MB = 1 << 20;
let folder: string;
let engine: Engine;
let session: EngineSession;
let scope: Scope;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'engine-scope-'));
  engine = createDuckDbEngine();
  session = await engine.open({ memoryLimit: 256 * MB, threads: 2, temporaryDirectory: join(folder, 'spill'), paths: [join(folder, 'lake')] });
  scope = await session.scope();
});

afterEach(async () => {
  await engine.close();
  expect(existsSync(join(folder, 'spill'))).toBe(false);
  rmSync(folder, { recursive: true, force: true });
});

const lake = (name: string): string => join(folder, 'lake', name);

describe('query', () => {
  it('binds over names that mean later what they meant when the query was made', async () => {
    const first = await scope.query('SELECT 1 AS n UNION ALL SELECT 2');
    await scope.name('input', first);
    const second = await scope.query('SELECT n + 10 AS n FROM input -- a comment');
    await scope.name('input', second);
    const third = await scope.query('SELECT n * 2 AS n FROM Input ORDER BY n');
    expect(await scope.rows(third, 10)).toEqual([['22'], ['24']]);
    expect(await scope.rows(second, 10)).toEqual([['11'], ['12']]);
  });

  it('gives the types that a table has, also before it is staged', async () => {
    const relation = await scope.query("SELECT sum(i) AS h, uuid() AS u, '{}'::JSON AS j, 1::UTINYINT AS s, now() AS t FROM range(3) r(i)");
    expect(relation.columns.map((column) => column.type)).toEqual(['decimal(38,0)', 'string', 'string', 'short', 'timestamp']);
    await scope.name('before', relation);
    await scope.name('after', await scope.stage(relation, { directory: lake('t'), partitionBy: [] }));
    for (const name of ['before', 'after']) {
      const types = await scope.query(`SELECT typeof(h) AS a, typeof(u) AS b, typeof(s) AS c FROM ${name}`);
      expect(await scope.rows(types, 1)).toEqual([['DECIMAL(38,0)', 'VARCHAR', 'SMALLINT']]);
    }
  });

  it.each([
    ['SELECT x FROM input', 'SQL_BIND', 7, 'There is no column "x" here.'],
    ["SELECT 'é😀', nope FROM input", 'SQL_BIND', 13, 'There is no column "nope" here.'],
    ['SELECT * FROM stranger', 'SQL_BIND', 14, 'There is no dataset or step "stranger" here.'],
    ['SELECT * FROM duckdb_settings', 'SQL_BIND', 14, 'There is no dataset or step "duckdb_settings" here.'],
    ['DROP TABLE input', 'SQL_REFUSED', 0, 'Only SELECT is allowed here.'],
    ["SELECT 1) TO '/tmp/x' --", 'SQL_SYNTAX', 8, 'Syntax error at or near ")".'],
    ['SELECT INTERVAL 1 DAY AS i', 'SQL_BIND', undefined, 'The column "i" has the type INTERVAL, which a table cannot hold.'],
    ['SELECT 1 AS a, 2 AS A', 'SQL_BIND', undefined, 'The columns "a" and "A" differ only by case, and tables do not tell them apart.'],
  ])('refuses %s', async (sql, code, offset, message) => {
    await scope.name('input', await scope.query('SELECT 1 AS n'));
    const finding = offset === undefined ? { code, message } : { code, message, offset };
    await expect(scope.query(sql)).rejects.toMatchObject({ name: 'MeshError', code, message, cause: { finding } });
  });
});

describe('stage', () => {
  it('writes one file with exact statistics', async () => {
    const sql = `SELECT 9007199254740993 + i AS big, (i / 4)::DECIMAL(20, 2) AS d, TIMESTAMP '2024-01-01 00:00:00.0001' AS t,
      TIMESTAMPTZ '2024-01-01 00:00:00.123456' AS z, CASE i WHEN 0 THEN 'NaN'::DOUBLE ELSE i END AS f,
      {'p': i, 'q q': {'r': 'x'}} AS s, [i] AS l, NULL::DATE AS n, i > 0 AS b FROM range(3) r(i)`;
    const staged = await scope.stage(await scope.query(sql), { directory: lake('t'), partitionBy: [] });
    expect(staged.rows).toBe(3);
    const [file] = staged.files;
    expect(file?.stats).toBe(
      '{"numRecords":3,' +
        '"minValues":{"big":9007199254740993,"d":0.00,"t":"2024-01-01T00:00:00.000","z":"2024-01-01T00:00:00.123Z","s":{"p":0,"q q":{"r":"x"}}},' +
        '"maxValues":{"big":9007199254740995,"d":0.50,"t":"2024-01-01T00:00:00.001","z":"2024-01-01T00:00:00.124Z","s":{"p":2,"q q":{"r":"x"}}},' +
        '"nullCount":{"big":0,"d":0,"t":0,"z":0,"f":0,"s":{"p":0,"q q":{"r":0}},"n":3,"b":0}}',
    );
    expect(file?.path.startsWith(lake('t'))).toBe(true);
  });

  it('casts to the schema, adds missing columns and partitions', async () => {
    const relation = await scope.query("SELECT * FROM (VALUES (1, 'a b/ü=%'), (2, NULL), (3, ''), (4, 'a b/ü=%')) t(id, k)");
    const schema = [field('id', 'long'), field('k', 'string'), field('extra', 'double')];
    const staged = await scope.stage(relation, { directory: lake('t'), schema, partitionBy: ['k'] });
    expect(staged.files.map((file) => [file.partitionValues['k'], file.rows]).sort()).toEqual([['a b/ü=%', 2], [null, 2]]);
    expect(staged.files.every((file) => existsSync(file.path))).toBe(true);
    await scope.name('staged', staged);
    const back = await scope.query('SELECT id, k, extra, typeof(id) AS t FROM staged ORDER BY id');
    expect(await scope.rows(back, 9)).toEqual([['1', 'a b/ü=%', null, 'BIGINT'], ['2', null, null, 'BIGINT'], ['3', null, null, 'BIGINT'], ['4', 'a b/ü=%', null, 'BIGINT']]);
  });

  it('returns a staged relation as it is where it fits, and writes again where it does not', async () => {
    const staged = await scope.stage(await scope.query('SELECT 1 AS a'), { directory: lake('t'), partitionBy: [] });
    expect(await scope.stage(staged, { directory: lake('t'), partitionBy: [] })).toBe(staged);
    const wide = await scope.stage(staged, { directory: lake('t'), schema: [field('a', 'long')], partitionBy: [] });
    expect(wide.files[0]?.path).not.toBe(staged.files[0]?.path);
  });

  it('leaves no file for no rows', async () => {
    const staged = await scope.stage(await scope.query('SELECT 1 AS a WHERE false'), { directory: lake('t'), partitionBy: [] });
    expect([staged.files, staged.rows, readdirSync(lake('t'))]).toEqual([[], 0, []]);
    expect(await scope.rows(staged, 5)).toEqual([]);
  });

  it.each([[[]], [['k']]])('names value and column of a row that does not cast, and leaves nothing (partitioned by %j)', async (partitionBy) => {
    const relation = await scope.query("SELECT i % 3 AS k, CASE i WHEN 99999 THEN 'abc' ELSE '1' END AS x FROM range(100000) r(i)");
    await scope.name('input', relation);
    const cast = await scope.query('SELECT k, CAST(x AS INTEGER) AS x FROM input');
    const failed = scope.stage(cast, { directory: lake('t'), partitionBy });
    await expect(failed).rejects.toMatchObject({ code: 'DATA_INVALID', exit: 1, message: expect.stringMatching(/'abc'.*x/) });
    const left = readdirSync(lake('t'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(left).toEqual([]);
  });
});
