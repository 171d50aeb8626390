import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { changeOf, headOf, idsOf, openTable, row, source, temporaryFolder, TestHost, write } from './testing/dataset';

describe('a table', () => {
  it('is created, appended to, overwritten, and read at every version', async () => {
    const table = openTable(await temporaryFolder());
    expect(await table.head()).toBeUndefined();
    expect(await write(table, row(1))).toEqual({ outcome: 'committed', version: 0 });
    expect(await write(table, row(2))).toEqual({ outcome: 'committed', version: 1 });
    expect(await write(table, row(3), { mode: 'overwrite' })).toEqual({ outcome: 'committed', version: 2 });
    expect([await idsOf(table, 0), await idsOf(table, 1), await idsOf(table)]).toEqual([[1], [1, 2], [3]]);
  });

  it('keeps state beside the rows of each commit', async () => {
    const table = openTable(await temporaryFolder());
    await write(table, row(1), { head: headOf('a'), entries: new Map([['x', source('x')]]) });
    await write(table, row(2), { head: headOf('b'), entries: new Map([['y', source('y')]]) });
    await write(table, row(3), { head: headOf('c'), entries: new Map([['x', null]]) });
    const head = await openTable(table.location).head();
    expect(head?.version).toBe(2);
    expect(head?.state?.head.run).toBe('c');
    expect([...(head?.state?.entries.keys() ?? [])]).toEqual(['y']);
  });

  it('leaves nothing temporary behind', async () => {
    const table = openTable(await temporaryFolder());
    for (let i = 0; i < 12; i++) await write(table, row(i));
    const log = await readdir(join(table.location, '_delta_log'));
    expect(log).toContain('00000000000000000010.checkpoint.parquet');
    expect(log).toContain('_last_checkpoint');
    expect([...log, ...(await readdir(join(table.location, '_mesh')))].filter((name) => name.startsWith('.'))).toEqual(
      [],
    );
    expect(await idsOf(openTable(table.location))).toHaveLength(12);
  });

  it('is read at a time', async () => {
    const host = new TestHost();
    const table = openTable(await temporaryFolder(), { host });
    await write(table, row(1));
    host.time += 1000;
    const between = new Date(host.time);
    host.time += 1000;
    await write(table, row(2));
    expect((await table.scan(between)).version).toBe(0);
    await expect(table.scan(new Date(0))).rejects.toMatchObject({ code: 'VERSION_MISSING' });
    await expect(table.scan(7)).rejects.toMatchObject({
      code: 'VERSION_MISSING',
      message: expect.stringContaining('0 to 1'),
    });
    await expect(openTable(await temporaryFolder()).scan()).rejects.toMatchObject({ code: 'TABLE_MISSING' });
  });

  it('tells a twin from a conflict', async () => {
    const table = openTable(await temporaryFolder());
    const change = (run: string, fingerprint: string) =>
      changeOf(table, row(1), { readVersion: -1, head: headOf(run, { fingerprint }) });
    const [first, twin, other] = [await change('a', 'f'), await change('b', 'f'), await change('c', 'g')];
    expect(await table.commit(first)).toEqual({ outcome: 'committed', version: 0 });
    expect(await table.commit(twin)).toEqual({ outcome: 'duplicate', version: 0 });
    expect(await table.commit(other)).toMatchObject({
      outcome: 'conflict',
      version: 0,
      reason: expect.stringContaining('run a'),
    });
    expect(await idsOf(table)).toEqual([1]);
  });

  it('lists its history, newest first', async () => {
    const table = openTable(await temporaryFolder());
    for (const run of ['a', 'b', 'c']) await write(table, row(1), { head: headOf(run), operation: run.toUpperCase() });
    expect((await table.history()).map(({ version, operation, run }) => [version, operation, run])).toEqual([
      [2, 'C', 'c'],
      [1, 'B', 'b'],
      [0, 'A', 'a'],
    ]);
    expect(await table.history(1)).toHaveLength(1);
  });
});
