import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Table } from '@mu-mesh/core';
import { compare, deltaRs, difference } from './judge';
import { Lake } from './lake';

const lake = new Lake();
afterAll(() => lake.close());

/** These versions (all from 0 on) hold the same rows for delta-rs as for us, so many. */
async function expectEqual(table: Table, rows: number[], first = 0): Promise<void> {
  const expected = rows.map((count, i) => ({ version: first + i, rows: count, different: [] }));
  expect(
    await compare(
      lake,
      table,
      expected.map(({ version }) => version),
    ),
  ).toEqual(expected);
}

const keys = async (table: Table): Promise<string[]> => [...((await table.head())?.state?.entries.keys() ?? [])].sort();

describe('delta-rs reads our tables equal at every version', () => {
  it('of all types, nested ones and decimals to 38 included', async () => {
    const table = lake.table('types');
    const sql = `SELECT i::BIGINT * 3000000000000007 AS id, i % 2 = 0 AS flag, (i % 100)::TINYINT AS tiny, i::SMALLINT AS small, i::INTEGER AS int,
      (i / 7)::FLOAT AS f, i / 7 AS d, (i * 1.25)::DECIMAL(10, 2) AS d10, ('-1234567890123456789012345' || (i + 10) || '.0123456789')::DECIMAL(38, 10) AS d38,
      sum(i * 100000000000) OVER () AS huge, DATE '2026-01-01' + i::INTEGER AS day,
      TIMESTAMPTZ '2026-03-29 01:59:59.123456+01' + to_hours(i::INTEGER) AS zoned, TIMESTAMP '1969-12-31 23:59:59.999999' + to_hours(i::INTEGER) AS plain,
      ('x' || i)::BLOB AS bin, CASE WHEN i % 5 = 0 THEN NULL WHEN i % 5 = 1 THEN '' ELSE 'ü''"\\\\ 🦆' || i END AS text,
      {'a': i, 'b': [{'c': 'x' || i, 'd': i::DECIMAL(20, 5)}], 'e': NULL::VARCHAR} AS nested, [i, NULL, 2] AS list, MAP {'k' || i: [i]} AS map
      FROM range(0, 40) r(i)`;
    await lake.write(table, sql, 'a');
    await lake.write(table, sql.replace('range(0, 40)', 'range(100, 120)'), 'b');
    await lake.write(table, sql.replace('range(0, 40)', 'range(7, 12)'), 'c', { mode: 'overwrite' });
    await table.restore(1, 'back');
    await expectEqual(table, [40, 60, 5, 60]);
  }, 120_000);

  it('with any partition value', async () => {
    const table = lake.table('partitions');
    const values = `(VALUES ('a b/c'), ('ü=%'), (NULL), ('/'), ('''"'), ('%20'), ('a:b?c#d&e'), ('..'), ('.'), ('__HIVE_DEFAULT'), ('🦆'), ('\\\\'), (' ')) v(k)`;
    const partitionBy = ['k', 'at', 'n'];
    const sql = `SELECT k, TIMESTAMPTZ '2026-01-02 03:04:05.6+00' AS at, 1.50::DECIMAL(5, 2) AS n, hash(k)::DECIMAL(20, 0) AS x FROM ${values}`;
    await lake.write(table, sql, 'a', { partitionBy });
    await lake.write(table, `${sql} LIMIT 5`, 'b', { partitionBy });
    await lake.write(table, `${sql} LIMIT 3`, 'c', { partitionBy, mode: 'overwrite' });
    await expectEqual(table, [13, 18, 3]);
    const program =
      'print(deltalake.DeltaTable(sys.argv[1], version=0).to_pyarrow_table(partitions=[("k", "=", "a b/c")]).num_rows)';
    expect(deltaRs(table, program)).toBe('1');
  }, 120_000);

  it('with the empty partition value, which Delta knows as null only', async () => {
    const table = lake.table('empty');
    await lake.write(table, "SELECT '' AS k, 1 AS x UNION ALL SELECT NULL, 2", 'a', { partitionBy: ['k'] });
    await expectEqual(table, [2]);
    expect((await table.scan()).files.map((file) => file.partitionValues['k'])).not.toContain('');
  }, 60_000);

  it('with spaces, dots and quotes in column names', async () => {
    const table = lake.table('names');
    const sql = `SELECT 1 AS "a b", 2 AS "c.d", 3 AS "e""f", 4 AS "g'h", 5 AS "ü,;{}()=", {'x y': 1, 'z.w': 'v'} AS "n.m"`;
    await lake.write(table, sql, 'a');
    await lake.write(table, `${sql}, 6 AS "new.one"`, 'b');
    await expectEqual(table, [1, 2]);
  }, 60_000);

  it('that evolved: new columns, wider types, then other columns altogether', async () => {
    const table = lake.table('evolved');
    await lake.write(table, 'SELECT 1::TINYINT AS a, 1::INTEGER AS b, 1.5::FLOAT AS c, 1.25::DECIMAL(10, 2) AS d', 'a');
    await lake.write(
      table,
      "SELECT 300::SMALLINT AS a, 5000000000::BIGINT AS b, 0.1::DOUBLE AS c, 12345678901.25::DECIMAL(20, 2) AS d, 'x' AS e",
      'b',
    );
    await lake.write(table, "SELECT 70000::INTEGER AS a, TIMESTAMP '2026-01-01' AS f", 'c');
    await lake.write(table, "SELECT 'text' AS a, DATE '2026-01-01' AS day", 'd', {
      mode: 'overwrite',
      partitionBy: ['day'],
    });
    await expectEqual(table, [1, 2, 3, 1]);
  }, 60_000);
});

it('the judge sees a lost row, a changed value and a changed type', async () => {
  const table = lake.table('judged');
  for (const [version, sql] of [
    'SELECT 1 AS a UNION ALL SELECT 2',
    'SELECT 1 AS a',
    'SELECT 1 AS a UNION ALL SELECT 3',
    'SELECT 1::BIGINT AS a',
  ].entries()) {
    await lake.write(table, sql, `k${version}`, { mode: 'overwrite' });
    await lake.export(table, version, join(lake.root, `judged-${version}.parquet`));
  }
  const found = async (a: number, b: number): Promise<string[]> =>
    (await difference(join(lake.root, `judged-${a}.parquet`), join(lake.root, `judged-${b}.parquet`))).different;
  expect(await found(0, 1)).toEqual(['{"a":2}']);
  expect(await found(0, 2)).toEqual(['{"a":2}', '{"a":3}']);
  expect(await found(1, 3)).toEqual(['a INTEGER', 'a BIGINT']);
});

describe('delta-rs writes our tables', () => {
  it('appends and checkpoints; we go on with our state and lose nothing', async () => {
    const table = lake.table('shared');
    await lake.write(table, 'SELECT i AS id FROM range(10) r(i)', 'a', { readVersion: -1 });
    deltaRs(
      table,
      `
for i in range(100, 103):
    deltalake.write_deltalake(sys.argv[1], pa.table({"id": pa.array([i], pa.int64())}), mode="append")
deltalake.DeltaTable(sys.argv[1]).create_checkpoint()`,
    );
    const log = join(table.location, '_delta_log');
    for (const name of await readdir(log)) if (/^\d+\.json$/.test(name)) await rm(join(log, name));
    expect(await keys(lake.table('shared'))).toEqual(['a']);
    expect(await lake.write(table, 'SELECT 200 AS id', 'b', { readVersion: 3 })).toEqual({
      outcome: 'committed',
      version: 4,
    });
    deltaRs(table, 'deltalake.DeltaTable(sys.argv[1]).optimize.compact()');
    expect(await lake.write(table, 'SELECT 201 AS id', 'c', { readVersion: 4 })).toEqual({
      outcome: 'committed',
      version: 6,
    });
    expect(await keys(table)).toEqual(['a', 'b', 'c']);
    await expectEqual(table, [13, 14, 14, 15], 3);
    expect(deltaRs(table, 'print(deltalake.DeltaTable(sys.argv[1]).transaction_version("mu-mesh"))')).toBe('3');
  }, 120_000);

  it('and an overwrite of ours removes what it appended meanwhile', async () => {
    const table = lake.table('overwritten');
    await lake.write(table, 'SELECT 1::BIGINT AS id', 'a');
    deltaRs(
      table,
      'deltalake.write_deltalake(sys.argv[1], pa.table({"id": pa.array([2], pa.int64())}), mode="append")',
    );
    expect(await lake.write(table, 'SELECT 3::BIGINT AS id', 'b', { mode: 'overwrite', readVersion: 0 })).toEqual({
      outcome: 'committed',
      version: 2,
    });
    await expectEqual(table, [1, 2, 1]);
  }, 60_000);

  it('and its change of the schema is a conflict', async () => {
    const table = lake.table('changed');
    await lake.write(table, 'SELECT 1::BIGINT AS id', 'a');
    deltaRs(
      table,
      'deltalake.write_deltalake(sys.argv[1], pa.table({"id": pa.array([2], pa.int64()), "more": ["x"]}), mode="append", schema_mode="merge")',
    );
    expect(await lake.write(table, 'SELECT 3::BIGINT AS id', 'b', { readVersion: 0 })).toMatchObject({
      outcome: 'conflict',
      version: 1,
    });
    expect(await lake.write(table, 'SELECT 3::BIGINT AS id', 'b', { readVersion: 1 })).toEqual({
      outcome: 'committed',
      version: 2,
    });
    await expectEqual(table, [1, 2, 3]);
  }, 60_000);

  it('creates one that we take over', async () => {
    const table = lake.table('foreign');
    deltaRs(
      table,
      'deltalake.write_deltalake(sys.argv[1], pa.table({"id": pa.array([1], pa.int64()), "k": ["a b"]}), partition_by=["k"])',
    );
    expect(await table.head()).toEqual({ version: 0 });
    expect(
      await lake.write(table, "SELECT 2::BIGINT AS id, 'c/d' AS k", 'b', { readVersion: 0, partitionBy: ['k'] }),
    ).toEqual({ outcome: 'committed', version: 1 });
    await expectEqual(table, [1, 2]);
  }, 60_000);
});

describe('our checkpoint', () => {
  it('is what delta-rs reads when the JSON before it is gone', async () => {
    const table = lake.table('checkpointed');
    for (let i = 0; i < 12; i++)
      await lake.write(table, `SELECT ${i} AS id, TIMESTAMP '2026-01-01' AS at, 'p q' AS k`, `k${i}`, {
        partitionBy: ['k'],
        mode: i === 5 ? 'overwrite' : 'append',
      });
    const log = join(table.location, '_delta_log');
    for (const name of await readdir(log))
      if (/^\d+\.json$/.test(name) && Number(name.slice(0, 20)) <= 10) await rm(join(log, name));
    await expectEqual(table, [6, 7], 10);
    expect(deltaRs(table, 'print(deltalake.DeltaTable(sys.argv[1]).transaction_version("mu-mesh"))')).toBe('12');
    expect(await keys(lake.table('checkpointed'))).toHaveLength(12);
  }, 120_000);
});
