import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Engine, QUARANTINE_COLUMNS, type Relation, type Scope } from '@mu-mesh/core';

import { closeScope, type OpenedScope, openScope } from './testing/opened-scope';

let opened: OpenedScope;
let folder: string;
let engine: Engine;
let scope: Scope;

beforeEach(async () => {
  opened = await openScope();
  ({ folder, engine, scope } = opened);
});

afterEach(() => closeScope(opened));

const lake = (name: string): string => join(folder, 'lake', name);

describe('query', () => {
  it('binds over names that mean later what they meant when the query was made', async () => {
    const first = await scope.query('SELECT 1 AS n UNION ALL SELECT 2');
    await scope.name('input', first);
    const second = await scope.query('SELECT n + 10 AS n FROM input -- a comment');
    await scope.name('input', second);
    const third = await scope.query(
      "SELECT n * 2 AS n FROM Input WHERE ';' <> /* ; /* ; */ ; */ 'a' ORDER BY n; -- end",
    );
    expect(await scope.rows(third, 10)).toEqual([['22'], ['24']]);
    expect(await scope.rows(second, 10)).toEqual([['11'], ['12']]);
  });

  it('gives the types that a table has, also before it is staged', async () => {
    const relation = await scope.query(
      "SELECT sum(i) AS h, uuid() AS u, '{}'::JSON AS j, 1::UTINYINT AS s, now() AS t FROM range(3) r(i)",
    );
    expect(relation.columns.map((column) => column.type)).toEqual([
      'decimal(38,0)',
      'string',
      'string',
      'short',
      'timestamp',
    ]);
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
    ['SELECT * FROM "#rows_1"', 'SQL_BIND', 14, 'There is no dataset or step "#rows_1" here.'],
    ['DROP TABLE input', 'SQL_REFUSED', 0, 'Only SELECT is allowed here.'],
    ["SELECT 1) TO '/tmp/x' --", 'SQL_SYNTAX', 8, 'Syntax error at or near ")".'],
    [
      'SELECT INTERVAL 1 DAY AS i',
      'SQL_BIND',
      undefined,
      'The column "i" has the type INTERVAL, which a table cannot hold.',
    ],
    [
      'WITH w AS (SELECT 1 AS n) SELECT * FROM w, input ORDER BY 1',
      'SQL_BIND',
      undefined,
      'Two columns are named "n".',
    ],
    [
      'SELECT 1 AS a, 2 AS A',
      'SQL_BIND',
      undefined,
      'The columns "a" and "A" differ only by case, and tables do not tell them apart.',
    ],
  ])('refuses %s', async (sql, code, offset, message) => {
    await scope.name('input', await scope.query('SELECT 1 AS n'));
    const finding = offset === undefined ? { code, message } : { code, message, offset };
    await expect(scope.query(sql)).rejects.toMatchObject({ name: 'MeshError', code, message, cause: { finding } });
  });
});

describe('except', () => {
  const rows = async (relation: Relation) => (await scope.rows(relation, 100)).map((row) => row.join()).sort();

  it('keeps as many duplicates as EXCEPT ALL', async () => {
    const input = await scope.query(
      "SELECT * FROM (VALUES (1, 'a', [1]), (1, 'a', [1]), (1, 'a', [1]), (2, NULL, NULL), (2, NULL, NULL), (3, 'c', [])) t(x, y, z)",
    );
    const refused = await scope.query(
      "SELECT * FROM (VALUES ('a', 1, [1]), ('a', 1, [1]), (NULL, 2, NULL)) t(y, x, z)",
    );
    expect(await rows(await scope.except(input, refused))).toEqual(['1,a,[1]', '2,,', '3,c,[]']);
    expect(
      await rows(await scope.except(input, await scope.query("SELECT 1 AS x, '' AS y, [1] AS z WHERE false"))),
    ).toHaveLength(6);
  });

  it('refuses rows that the input has not, or not as often', async () => {
    const input = await scope.query('SELECT * FROM (VALUES (1), (1), (2)) t(x)');
    for (const values of ['(1), (1), (1)', '(7)', '(NULL)']) {
      const refused = await scope.query(`SELECT x::INTEGER AS x FROM (VALUES ${values}) t(x)`);
      await expect(scope.except(input, refused)).rejects.toMatchObject({
        code: 'SQL_REFUSED',
        exit: 2,
        message: expect.stringContaining('does not have'),
      });
    }
  });

  it('refuses, keeps and exports the same rows where the query is volatile', async () => {
    const input = await scope.stage(await scope.query('SELECT i AS id FROM range(20000) r(i)'), {
      directory: lake('t'),
      partitionBy: [],
    });
    await scope.name('input', input);
    const refused = await scope.query('SELECT * FROM input WHERE random() < 0.5');
    const kept = await scope.except(input, refused);
    const target = { file: lake('q.parquet'), run: 'r', rule: 'half', reason: 'by chance' };
    const rows = await scope.quarantine(refused, target);
    await scope.export(refused, { format: 'json', path: lake('bad.json') });
    const quarantined = (await engine.parquet.read(target.file))
      .map((text) => (JSON.parse(text) as { row: string }).row)
      .sort();
    const left = (await scope.rows(kept, 20_000)).map(([id]) => `{"id":${id}}`);
    expect(rows).toBeGreaterThan(8000);
    expect([...quarantined, ...left].sort()).toEqual(Array.from({ length: 20_000 }, (_, id) => `{"id":${id}}`).sort());
    expect(readFileSync(lake('bad.json'), 'utf8').trimEnd().split('\n').sort()).toEqual(quarantined);
    expect(await scope.count(refused)).toBe(rows);
  });

  it('refuses other columns, naming each', async () => {
    const input = await scope.query('SELECT 1 AS x, 2 AS y, 3 AS z');
    const refused = await scope.query('SELECT 1::BIGINT AS x, 2 AS why, 3 AS z');
    await expect(scope.except(input, refused)).rejects.toMatchObject({
      code: 'SQL_BIND',
      message:
        'The query must return exactly the columns of its input; it lacks "y", has "why", which the input has not, has "x" as long instead of integer.',
    });
  });
});

describe('quarantine', () => {
  it('keeps each row as JSON under a stable id', async () => {
    const relation = await scope.query(
      "SELECT * FROM (VALUES (9007199254740993, 12345678901234567.89, NULL), (1, 2.5, 'é'), (1, 2.5, 'é')) t(a, b, c)",
    );
    const target = { file: lake('q.parquet'), run: 'r1', rule: 'refuse', reason: 'too small' };
    mkdirSync(lake(''), { recursive: true });
    expect(await scope.quarantine(relation, target)).toBe(3);
    const rows = (await engine.parquet.read(target.file)).map((row) => JSON.parse(row) as Record<string, unknown>);
    expect(Object.keys(rows[0] ?? {})).toEqual([...QUARANTINE_COLUMNS]);
    expect(rows.map((row) => row['row']).sort()).toEqual([
      '{"a":1,"b":"2.50","c":"é"}',
      '{"a":1,"b":"2.50","c":"é"}',
      '{"a":9007199254740993,"b":"12345678901234567.89","c":null}',
    ]);
    expect(rows[0]).toMatchObject({
      run: 'r1',
      rule: 'refuse',
      reasons: ['too small'],
      file: null,
      line: null,
      column: null,
    });
    const ids = rows.map((row) => String(row['id'])).sort();
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const again = { ...target, file: lake('q2.parquet') };
    await scope.quarantine(
      await scope.query(
        "SELECT * FROM (VALUES (1, 2.5, 'é'), (9007199254740993, 12345678901234567.89, NULL), (1, 2.5, 'é')) t(a, b, c)",
      ),
      again,
    );
    expect(
      (await engine.parquet.read(again.file)).map((row) => String((JSON.parse(row) as { id: string }).id)).sort(),
    ).toEqual(ids);
  });
});

describe('export', () => {
  const csv = { format: 'csv', header: true, sep: ';', quote: '"', escape: '"', nullValue: 'NULL' } as const;

  it('writes CSV with formats, in the order of the rows', async () => {
    mkdirSync(lake(''), { recursive: true });
    const sql =
      "SELECT * FROM (VALUES (2, 'x;\"y', DATE '2024-02-01', TIMESTAMP '2024-02-01 10:20:30.5'), (1, NULL, NULL, NULL)) t(a, b, d, t) ORDER BY a DESC";
    const target = { ...csv, path: lake('x.csv'), dateFormat: 'dd/MM/yyyy', timestampFormat: "yyyy-MM-dd'T'HH:mm:ss" };
    const { rows, bytes } = await scope.export(await scope.query(sql), target);
    const text = readFileSync(target.path, 'utf8');
    expect(text).toBe('a;b;d;t\n2;"x;""y";01/02/2024;2024-02-01T10:20:30\n1;NULL;NULL;NULL\n');
    expect([rows, bytes]).toEqual([2, Buffer.byteLength(text)]);
    await scope.export(await scope.query('SELECT 1 AS a WHERE false'), { ...csv, path: target.path });
    expect(readFileSync(target.path, 'utf8')).toBe('a\n');
  });

  it('writes JSON lines and Parquet, and keeps the order of many staged rows', async () => {
    const staged = await scope.stage(await scope.query('SELECT i AS a FROM range(300000) r(i) ORDER BY i DESC'), {
      directory: lake('t'),
      partitionBy: [],
    });
    await scope.export(staged, { format: 'json', path: lake('x.json') });
    const lines = readFileSync(lake('x.json'), 'utf8').trimEnd().split('\n');
    expect(lines.every((line, index) => line === `{"a":${299999 - index}}`)).toBe(true);
    expect(lines).toHaveLength(300000);
    await scope.export(await scope.query('SELECT 1 AS a'), { format: 'parquet', path: lake('x.parquet') });
    expect(await engine.parquet.read(lake('x.parquet'))).toEqual(['{"a":1}']);
  });
});
