import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { type Engine, type EngineSession, field, QUARANTINE_COLUMNS, type Relation, type Scope } from '@mu-mesh/core';

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
    const third = await scope.query("SELECT n * 2 AS n FROM Input WHERE ';' <> /* ; /* ; */ ; */ 'a' ORDER BY n; -- end");
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
    ["SELECT 'é😀', nope FROM input", 'SQL_BIND', 14, 'There is no column "nope" here.'],
    ['SELECT * FROM stranger', 'SQL_BIND', 14, 'There is no dataset or step "stranger" here.'],
    ['SELECT * FROM duckdb_settings', 'SQL_BIND', 14, 'There is no dataset or step "duckdb_settings" here.'],
    ['DROP TABLE input', 'SQL_REFUSED', 0, 'Only SELECT is allowed here.'],
    ["SELECT 1) TO '/tmp/x' --", 'SQL_SYNTAX', 8, 'Syntax error at or near ")".'],
    ['SELECT INTERVAL 1 DAY AS i', 'SQL_BIND', undefined, 'The column "i" has the type INTERVAL, which a table cannot hold.'],
    ['WITH w AS (SELECT 1 AS n) SELECT * FROM w, input ORDER BY 1', 'SQL_BIND', undefined, 'Two columns are named "n".'],
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
    expect(staged.files.map((file) => [file.partitionValues['k'], file.rows])).toEqual(expect.arrayContaining([['a b/ü=%', 2], [null, 2]]));
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

  it.each([
    ['SELECT 1 AS k', ['k'], 'The only column "k" partitions the table, so that its files would hold no column.'],
    ['SELECT 1 AS k, 2 AS j', ['j', 'k'], 'All columns (k, j) partition the table, so that its files would hold no column.'],
  ])('refuses to partition by every column: %s', async (sql, partitionBy, message) => {
    const staged = scope.stage(await scope.query(sql), { directory: lake('t'), partitionBy });
    await expect(staged).rejects.toMatchObject({ code: 'SCHEMA_CONFLICT', exit: 2, message, hint: expect.stringContaining('"partition_by"') });
    expect(existsSync(lake('t'))).toBe(false);
  });

  it.each([[[]], [['k']]])('names value and column of a row that does not cast, and leaves nothing (partitioned by %j)', async (partitionBy) => {
    // So many rows that DuckDB writes partitions before it meets the last one.
    const relation = await scope.query("SELECT i % 3 AS k, CASE i WHEN 2899999 THEN 'abc' ELSE '1' END AS x FROM range(2900000) r(i)");
    await scope.name('input', relation);
    const cast = await scope.query('SELECT k, CAST(x AS INTEGER) AS x FROM input');
    const failed = scope.stage(cast, { directory: lake('t'), partitionBy });
    await expect(failed).rejects.toMatchObject({ code: 'DATA_INVALID', exit: 1, message: expect.stringMatching(/'abc'.*x/) });
    const left = readdirSync(lake('t'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(left).toEqual([]);
  });
});

describe('table', () => {
  it('reads old and new files by name, partition values from the log and no rows at all', async () => {
    const write = async (sql: string) => (await scope.stage(await scope.query(sql), { directory: lake('old'), partitionBy: [] })).files;
    const files = [...(await write('SELECT 1::INTEGER AS id')), ...(await write("SELECT 'x' AS extra, 2::BIGINT AS id"))];
    const schema = [field('id', 'long'), field('extra', 'string'), field('day', 'date')];
    const table = { version: 3, schema, partitionColumns: ['day'], files: files.map((file, index) => ({ ...file, partitionValues: { day: index === 0 ? null : '2024-05-06' } })) };
    expect((await scope.rows(await scope.table(table), 9)).sort()).toEqual([['1', null, null], ['2', 'x', '2024-05-06']]);
    await session.pin('sales.raw.x', table);
    await session.pin('sales.gold.none', { ...table, files: [] });
    const other = await session.scope();
    const joined = await other.query('SELECT x.id, n.id AS none FROM sales.raw.x LEFT JOIN sales.gold.none n USING (id) WHERE x.day IS NOT NULL');
    expect(await other.rows(joined, 9)).toEqual([['2', null]]);
    await session.pin('sales.raw.x', { ...table, files: [] });
    expect(await other.count(await other.query('FROM sales.raw.x'))).toBe(0);
  });

  it('reads a file whose name is a pattern, and no other', async () => {
    const staged = await scope.stage(await scope.query('SELECT 1 AS id'), { directory: lake('a[b]*'), partitionBy: [] });
    const other = await scope.stage(await scope.query('SELECT 2 AS id'), { directory: lake('ab'), partitionBy: [] });
    copyFileSync(other.files[0]?.path ?? '', join(lake('ab'), basename(staged.files[0]?.path ?? '')));
    expect(await scope.rows(staged, 9)).toEqual([['1']]);
  });
});

describe('parquet', () => {
  const write = async (name: string, sql: string): Promise<string> => {
    mkdirSync(lake(''), { recursive: true });
    await scope.export(await scope.query(sql), { format: 'parquet', path: lake(name) });
    return lake(name);
  };

  it('reads files as they are, by name, and copies nothing', async () => {
    const first = await write('k=1 [a].parquet', "SELECT 1 AS id, 'x' AS name");
    const second = await write('2.parquet', 'SELECT 2.5::DOUBLE AS share, i + 2::BIGINT AS id FROM range(200000) r(i)');
    const relation = await scope.parquet([first, second]);
    expect(relation.columns.map(({ name, type }) => [name, type])).toEqual([['id', 'long'], ['name', 'string'], ['share', 'double']]);
    expect(await scope.rows(relation, 2)).toEqual([['1', 'x', null], ['2', null, '2.5']]);
    expect(await scope.count(relation)).toBe(200_001);
    await scope.name('input', relation);
    expect(await scope.rows(await scope.query('SELECT max(id) AS m FROM input'), 1)).toEqual([['200001']]);
    expect(readdirSync(folder).sort()).toEqual(['lake', 'spill']);
    expect([readdirSync(lake('')).sort(), readdirSync(join(folder, 'spill'))]).toEqual([['2.parquet', 'k=1 [a].parquet'], []]);
  });

  it.each([
    ['an empty file', () => Buffer.alloc(0)],
    ['a file cut in two', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['a damaged footer', (bytes: Buffer) => bytes.fill('Z', bytes.length - 600, bytes.length - 8)],
    ['a damaged page', (bytes: Buffer) => bytes.fill('Z', 20, 20_000)],
  ])('names %s', async (_, damage: (bytes: Buffer) => Buffer) => {
    const good = await write('good.parquet', 'SELECT 0::BIGINT AS id, uuid()::VARCHAR AS name');
    const bad = await write('bad.parquet', 'SELECT i AS id, uuid()::VARCHAR AS name FROM range(10000) r(i)');
    writeFileSync(bad, damage(readFileSync(bad)));
    for (const paths of [[bad], [good, bad]]) {
      const read = scope.parquet(paths).then((relation) => scope.rows(relation, 20));
      await expect(read).rejects.toMatchObject({ code: 'DATA_INVALID', exit: 1, message: expect.stringContaining(`${bad} is no readable Parquet file: `) });
    }
  });

  it('reads nothing outside the paths of the session', async () => {
    const inside = await write('x.parquet', 'SELECT 1 AS id');
    const outside = join(folder, 'x.parquet');
    copyFileSync(inside, outside);
    await expect(scope.parquet([inside, outside])).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE', message: expect.stringContaining(`${outside} is outside`) });
    await expect(scope.parquet([lake('nope.parquet')])).rejects.toMatchObject({ code: 'SOURCE_MISSING', message: expect.stringContaining('nope.parquet') });
    execFileSync('mkfifo', [lake('pipe.parquet')]);
    await expect(scope.parquet([lake('pipe.parquet')])).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE', message: expect.stringContaining('no regular file') });
    await expect(scope.parquet([])).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
  });
});

describe('except', () => {
  const rows = async (relation: Relation) => (await scope.rows(relation, 100)).map((row) => row.join()).sort();

  it('keeps as many duplicates as EXCEPT ALL', async () => {
    const input = await scope.query("SELECT * FROM (VALUES (1, 'a', [1]), (1, 'a', [1]), (1, 'a', [1]), (2, NULL, NULL), (2, NULL, NULL), (3, 'c', [])) t(x, y, z)");
    const refused = await scope.query("SELECT * FROM (VALUES ('a', 1, [1]), ('a', 1, [1]), (NULL, 2, NULL)) t(y, x, z)");
    expect(await rows(await scope.except(input, refused))).toEqual(['1,a,[1]', '2,,', '3,c,[]']);
    expect(await rows(await scope.except(input, await scope.query('SELECT 1 AS x, \'\' AS y, [1] AS z WHERE false')))).toHaveLength(6);
  });

  it('refuses rows that the input has not, or not as often', async () => {
    const input = await scope.query('SELECT * FROM (VALUES (1), (1), (2)) t(x)');
    for (const values of ['(1), (1), (1)', '(7)', '(NULL)']) {
      const refused = await scope.query(`SELECT x::INTEGER AS x FROM (VALUES ${values}) t(x)`);
      await expect(scope.except(input, refused)).rejects.toMatchObject({ code: 'SQL_REFUSED', exit: 2, message: expect.stringContaining('does not have') });
    }
  });

  it('refuses, keeps and exports the same rows where the query is volatile', async () => {
    const input = await scope.stage(await scope.query('SELECT i AS id FROM range(20000) r(i)'), { directory: lake('t'), partitionBy: [] });
    await scope.name('input', input);
    const refused = await scope.query('SELECT * FROM input WHERE random() < 0.5');
    const kept = await scope.except(input, refused);
    const target = { file: lake('q.parquet'), run: 'r', rule: 'half', reason: 'by chance' };
    const rows = await scope.quarantine(refused, target);
    await scope.export(refused, { format: 'json', path: lake('bad.json') });
    const quarantined = (await engine.parquet.read(target.file)).map((text) => (JSON.parse(text) as { row: string }).row).sort();
    const left = (await scope.rows(kept, 20_000)).map(([id]) => `{"id":${id}}`);
    expect(rows).toBeGreaterThan(8000);
    expect([...quarantined, ...left].sort()).toEqual(Array.from({ length: 20_000 }, (_, id) => `{"id":${id}}`).sort());
    expect(readFileSync(lake('bad.json'), 'utf8').trimEnd().split('\n').sort()).toEqual(quarantined);
    expect(await scope.count(refused)).toBe(rows);
  });

  it('refuses other columns, naming each', async () => {
    const input = await scope.query('SELECT 1 AS x, 2 AS y, 3 AS z');
    const refused = await scope.query("SELECT 1::BIGINT AS x, 2 AS why, 3 AS z");
    await expect(scope.except(input, refused)).rejects.toMatchObject({
      code: 'SQL_BIND',
      message: 'The query must return exactly the columns of its input; it lacks "y", has "why", which the input has not, has "x" as long instead of integer.',
    });
  });
});

describe('quarantine', () => {
  it('keeps each row as JSON under a stable id', async () => {
    const relation = await scope.query("SELECT * FROM (VALUES (9007199254740993, 12345678901234567.89, NULL), (1, 2.5, 'é'), (1, 2.5, 'é')) t(a, b, c)");
    const target = { file: lake('q.parquet'), run: 'r1', rule: 'refuse', reason: 'too small' };
    mkdirSync(lake(''), { recursive: true });
    expect(await scope.quarantine(relation, target)).toBe(3);
    const rows = (await engine.parquet.read(target.file)).map((row) => JSON.parse(row) as Record<string, unknown>);
    expect(Object.keys(rows[0] ?? {})).toEqual([...QUARANTINE_COLUMNS]);
    expect(rows.map((row) => row['row']).sort()).toEqual(['{"a":1,"b":"2.50","c":"é"}', '{"a":1,"b":"2.50","c":"é"}', '{"a":9007199254740993,"b":"12345678901234567.89","c":null}']);
    expect(rows[0]).toMatchObject({ run: 'r1', rule: 'refuse', reasons: ['too small'], file: null, line: null, column: null });
    const ids = rows.map((row) => String(row['id'])).sort();
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const again = { ...target, file: lake('q2.parquet') };
    await scope.quarantine(await scope.query("SELECT * FROM (VALUES (1, 2.5, 'é'), (9007199254740993, 12345678901234567.89, NULL), (1, 2.5, 'é')) t(a, b, c)"), again);
    expect((await engine.parquet.read(again.file)).map((row) => String((JSON.parse(row) as { id: string }).id)).sort()).toEqual(ids);
  });
});

describe('export', () => {
  const csv = { format: 'csv', header: true, sep: ';', quote: '"', escape: '"', nullValue: 'NULL' } as const;

  it('writes CSV with formats, in the order of the rows', async () => {
    mkdirSync(lake(''), { recursive: true });
    const sql = "SELECT * FROM (VALUES (2, 'x;\"y', DATE '2024-02-01', TIMESTAMP '2024-02-01 10:20:30.5'), (1, NULL, NULL, NULL)) t(a, b, d, t) ORDER BY a DESC";
    const target = { ...csv, path: lake('x.csv'), dateFormat: 'dd/MM/yyyy', timestampFormat: "yyyy-MM-dd'T'HH:mm:ss" };
    const { rows, bytes } = await scope.export(await scope.query(sql), target);
    const text = readFileSync(target.path, 'utf8');
    expect(text).toBe('a;b;d;t\n2;"x;""y";01/02/2024;2024-02-01T10:20:30\n1;NULL;NULL;NULL\n');
    expect([rows, bytes]).toEqual([2, Buffer.byteLength(text)]);
    await scope.export(await scope.query('SELECT 1 AS a WHERE false'), { ...csv, path: target.path });
    expect(readFileSync(target.path, 'utf8')).toBe('a\n');
  });

  it('writes JSON lines and Parquet, and keeps the order of many staged rows', async () => {
    const staged = await scope.stage(await scope.query('SELECT i AS a FROM range(300000) r(i) ORDER BY i DESC'), { directory: lake('t'), partitionBy: [] });
    await scope.export(staged, { format: 'json', path: lake('x.json') });
    const lines = readFileSync(lake('x.json'), 'utf8').trimEnd().split('\n');
    expect(lines.every((line, index) => line === `{"a":${299999 - index}}`)).toBe(true);
    expect(lines).toHaveLength(300000);
    await scope.export(await scope.query('SELECT 1 AS a'), { format: 'parquet', path: lake('x.parquet') });
    expect(await engine.parquet.read(lake('x.parquet'))).toEqual(['{"a":1}']);
  });
});
