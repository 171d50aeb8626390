import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKPOINT_COLUMNS } from './delta/checkpoint';
import { parquet } from './testing/duckdb';
import { headOf, idsOf, openTable, row, source, temporaryFolder, write } from './testing/dataset';
import { interceptedFs } from './testing/faulty-fs';
import { commitOnce } from './testing/commit-once';

jest.setTimeout(60_000);

async function deleteJson(location: string): Promise<void> {
  const log = join(location, '_delta_log');
  for (const name of await readdir(log)) if (/^\d{20}\.json$/.test(name)) await rm(join(log, name));
}

describe('a table whose JSON log is gone behind a checkpoint', () => {
  it('keeps rows and state; the next run reads nothing twice', async () => {
    const location = await temporaryFolder();
    await write(openTable(location), row(1), { head: headOf('first'), entries: new Map([['a', source('a')]]) });
    expect(await commitOnce({ location, mode: 'append' })).toBe('committed');
    expect(await openTable(location).checkpoint()).toBe(1);
    await deleteJson(location);
    expect(await commitOnce({ location, mode: 'append' })).toBe('skipped');
    const table = openTable(location);
    expect(await table.head()).toMatchObject({ version: 1, state: { head: { run: 'second' } } });
    expect(await write(table, row(4), { readVersion: 1, entries: new Map([['c', source('c')]]) })).toEqual({
      outcome: 'committed',
      version: 2,
    });
    expect(await idsOf(openTable(location))).toEqual([1, 2, 3, 4]);
    expect([...((await openTable(location).head())?.state?.entries.keys() ?? [])]).toEqual(['a', 'b', 'c']);
    expect(await idsOf(table, 1)).toEqual([1, 2, 3]);
    await expect(table.scan(0)).rejects.toMatchObject({
      code: 'VERSION_MISSING',
      message: expect.stringContaining('1 to 2'),
    });
  });

  it('loses its state where that lies beside the log instead of in it', async () => {
    const location = await temporaryFolder();
    await write(openTable(location), row(1), { entries: new Map([['b', source('b')]]) });
    await openTable(location).checkpoint();
    await deleteJson(location);
    await rm(join(location, '_mesh'), { recursive: true });
    await expect(openTable(location).head()).rejects.toMatchObject({
      code: 'TABLE_UNSUPPORTED',
      message: expect.stringContaining('state-1.json'),
    });
  });
});

describe('checkpoints', () => {
  it('of several parts are read when all parts are there', async () => {
    const location = await temporaryFolder();
    for (let i = 0; i < 4; i++) await write(openTable(location), row(i));
    await openTable(location).checkpoint();
    const log = join(location, '_delta_log');
    const single = join(log, '00000000000000000003.checkpoint.parquet');
    const rows = await parquet.read(single);
    await rm(single);

    const part = (n: number): string => join(log, `00000000000000000003.checkpoint.000000000${n}.0000000002.parquet`);
    await parquet.write(part(1), CHECKPOINT_COLUMNS, rows.slice(0, 3));
    expect(await idsOf(openTable(location))).toEqual([0, 1, 2, 3]);
    await parquet.write(part(2), CHECKPOINT_COLUMNS, rows.slice(3));
    await deleteJson(location);
    expect(await idsOf(openTable(location))).toEqual([0, 1, 2, 3]);
  });

  it('keep integers beyond 2^53 and properties of others', async () => {
    const location = await temporaryFolder();
    await write(openTable(location), row(1));
    const big = '9007199254740993';
    const txn = `{"txn":{"appId":"other","version":${big},"lastUpdated":${big}}}\n`;
    await writeFile(join(location, '_delta_log', '00000000000000000001.json'), txn);
    await openTable(location).checkpoint();
    await deleteJson(location);
    await write(openTable(location), row(2));
    await openTable(location).checkpoint();
    const rows = await parquet.read(join(location, '_delta_log', '00000000000000000002.checkpoint.parquet'));
    expect(rows.find((text) => text.includes('"other"'))).toContain(`"version":${big}`);
    expect(await readFile(join(location, '_delta_log', '_last_checkpoint'), 'utf8')).toContain('"version":2');
  });
});

describe('head', () => {
  it('reads one commit and few states, whatever the number of versions, and never needs the engine', async () => {
    const location = await temporaryFolder();
    const table = openTable(location);
    const costs: number[] = [];
    for (let i = 0; i < 60; i++) {
      await write(table, row(i), { entries: new Map([[`e${i}`, source(`e${i}`)]]), files: [] });
      const fs = interceptedFs(() => undefined);
      const parquetCalled = (): never => {
        throw new Error('the engine was asked for');
      };
      expect((await openTable(location, { fs, parquet: parquetCalled }).head())?.state?.entries.size).toBe(i + 1);
      costs.push(fs.operations);
    }
    expect(Math.max(...costs)).toBeLessThanOrEqual(8);
  });
});
