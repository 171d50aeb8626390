import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { type EngineSession, field, type Scope } from '@mu-mesh/core';

import { closeScope, type OpenedScope, openScope } from './testing/opened-scope';

let opened: OpenedScope;
let folder: string;
let session: EngineSession;
let scope: Scope;

beforeEach(async () => {
  opened = await openScope();
  ({ folder, session, scope } = opened);
});

afterEach(() => closeScope(opened));

const lake = (name: string): string => join(folder, 'lake', name);

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
    const relation = await scope.query(
      "SELECT * FROM (VALUES (1, 'a b/ü=%'), (2, NULL), (3, ''), (4, 'a b/ü=%')) t(id, k)",
    );
    const schema = [field('id', 'long'), field('k', 'string'), field('extra', 'double')];
    const staged = await scope.stage(relation, { directory: lake('t'), schema, partitionBy: ['k'] });
    expect(staged.files.map((file) => [file.partitionValues['k'], file.rows])).toEqual(
      expect.arrayContaining([
        ['a b/ü=%', 2],
        [null, 2],
      ]),
    );
    expect(staged.files.every((file) => existsSync(file.path))).toBe(true);
    await scope.name('staged', staged);
    const back = await scope.query('SELECT id, k, extra, typeof(id) AS t FROM staged ORDER BY id');
    expect(await scope.rows(back, 9)).toEqual([
      ['1', 'a b/ü=%', null, 'BIGINT'],
      ['2', null, null, 'BIGINT'],
      ['3', null, null, 'BIGINT'],
      ['4', 'a b/ü=%', null, 'BIGINT'],
    ]);
  });

  it('returns a staged relation as it is where it fits, and writes again where it does not', async () => {
    const staged = await scope.stage(await scope.query('SELECT 1 AS a'), { directory: lake('t'), partitionBy: [] });
    expect(await scope.stage(staged, { directory: lake('t'), partitionBy: [] })).toBe(staged);
    const wide = await scope.stage(staged, { directory: lake('t'), schema: [field('a', 'long')], partitionBy: [] });
    expect(wide.files[0]?.path).not.toBe(staged.files[0]?.path);
  });

  it('leaves no file for no rows', async () => {
    const staged = await scope.stage(await scope.query('SELECT 1 AS a WHERE false'), {
      directory: lake('t'),
      partitionBy: [],
    });
    expect([staged.files, staged.rows, readdirSync(lake('t'))]).toEqual([[], 0, []]);
    expect(await scope.rows(staged, 5)).toEqual([]);
  });

  it.each([
    ['SELECT 1 AS k', ['k'], 'The only column "k" partitions the table, so that its files would hold no column.'],
    [
      'SELECT 1 AS k, 2 AS j',
      ['j', 'k'],
      'All columns (k, j) partition the table, so that its files would hold no column.',
    ],
  ])('refuses to partition by every column: %s', async (sql, partitionBy, message) => {
    const staged = scope.stage(await scope.query(sql), { directory: lake('t'), partitionBy });
    await expect(staged).rejects.toMatchObject({
      code: 'SCHEMA_CONFLICT',
      exit: 2,
      message,
      hint: expect.stringContaining('"partition_by"'),
    });
    expect(existsSync(lake('t'))).toBe(false);
  });

  it.each([[[]], [['k']]])(
    'names value and column of a row that does not cast, and leaves nothing (partitioned by %j)',
    async (partitionBy) => {
      // So many rows that DuckDB writes partitions before it meets the last one.
      const relation = await scope.query(
        "SELECT i % 3 AS k, CASE i WHEN 2899999 THEN 'abc' ELSE '1' END AS x FROM range(2900000) r(i)",
      );
      await scope.name('input', relation);
      const cast = await scope.query('SELECT k, CAST(x AS INTEGER) AS x FROM input');
      const failed = scope.stage(cast, { directory: lake('t'), partitionBy });
      await expect(failed).rejects.toMatchObject({
        code: 'DATA_INVALID',
        exit: 1,
        message: expect.stringMatching(/'abc'.*x/),
      });
      const left = readdirSync(lake('t'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      expect(left).toEqual([]);
    },
  );
});

describe('table', () => {
  it('reads old and new files by name, partition values from the log and no rows at all', async () => {
    const write = async (sql: string) =>
      (await scope.stage(await scope.query(sql), { directory: lake('old'), partitionBy: [] })).files;
    const files = [
      ...(await write('SELECT 1::INTEGER AS id')),
      ...(await write("SELECT 'x' AS extra, 2::BIGINT AS id")),
    ];
    const schema = [field('id', 'long'), field('extra', 'string'), field('day', 'date')];
    const table = {
      version: 3,
      schema,
      partitionColumns: ['day'],
      files: files.map((file, index) => ({ ...file, partitionValues: { day: index === 0 ? null : '2024-05-06' } })),
    };
    expect((await scope.rows(await scope.table(table), 9)).sort()).toEqual([
      ['1', null, null],
      ['2', 'x', '2024-05-06'],
    ]);
    await session.pin('sales.raw.x', table);
    await session.pin('sales.gold.none', { ...table, files: [] });
    const other = await session.scope();
    const joined = await other.query(
      'SELECT x.id, n.id AS none FROM sales.raw.x LEFT JOIN sales.gold.none n USING (id) WHERE x.day IS NOT NULL',
    );
    expect(await other.rows(joined, 9)).toEqual([['2', null]]);
    await session.pin('sales.raw.x', { ...table, files: [] });
    expect(await other.count(await other.query('FROM sales.raw.x'))).toBe(0);
  });

  it('reads a file whose name is a pattern, and no other', async () => {
    const staged = await scope.stage(await scope.query('SELECT 1 AS id'), {
      directory: lake('a[b]*'),
      partitionBy: [],
    });
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
    expect(relation.columns.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'long'],
      ['name', 'string'],
      ['share', 'double'],
    ]);
    expect(await scope.rows(relation, 2)).toEqual([
      ['1', 'x', null],
      ['2', null, '2.5'],
    ]);
    expect(await scope.count(relation)).toBe(200_001);
    await scope.name('input', relation);
    expect(await scope.rows(await scope.query('SELECT max(id) AS m FROM input'), 1)).toEqual([['200001']]);
    expect(readdirSync(folder).sort()).toEqual(['lake', 'spill']);
    expect([readdirSync(lake('')).sort(), readdirSync(join(folder, 'spill'))]).toEqual([
      ['2.parquet', 'k=1 [a].parquet'],
      [],
    ]);
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
      await expect(read).rejects.toMatchObject({
        code: 'DATA_INVALID',
        exit: 1,
        message: expect.stringContaining(`${bad} is no readable Parquet file: `),
      });
    }
  });

  it('reads nothing outside the paths of the session', async () => {
    const inside = await write('x.parquet', 'SELECT 1 AS id');
    const outside = join(folder, 'x.parquet');
    copyFileSync(inside, outside);
    await expect(scope.parquet([inside, outside])).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining(`${outside} is outside`),
    });
    await expect(scope.parquet([lake('nope.parquet')])).rejects.toMatchObject({
      code: 'SOURCE_MISSING',
      message: expect.stringContaining('nope.parquet'),
    });
    execFileSync('mkfifo', [lake('pipe.parquet')]);
    await expect(scope.parquet([lake('pipe.parquet')])).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining('no regular file'),
    });
    await expect(scope.parquet([])).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
  });
});
