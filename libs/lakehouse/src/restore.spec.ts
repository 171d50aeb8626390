import { rm } from 'node:fs/promises';
import type { Table } from '@mu-mesh/core';
import { headOf, idsOf, openTable, row, source, temporaryFolder, write } from './testing/dataset';

async function threeVersions(): Promise<Table> {
  const table = openTable(await temporaryFolder());
  for (const [i, key] of ['a', 'b', 'c'].entries()) {
    await write(table, row(i), {
      head: headOf(key, { fingerprint: `f${key}`, inputs: { x: i } }),
      entries: new Map([[key, source(key)]]),
    });
  }
  return table;
}

const keys = async (table: Table): Promise<string[]> => [...((await table.head())?.state?.entries.keys() ?? [])];

describe('restore', () => {
  it('brings back rows and state, held for the fingerprint of the job; an append goes on from there', async () => {
    const table = await threeVersions();
    expect(await table.restore(0, 'back')).toBe(3);
    expect(await idsOf(table)).toEqual([0]);
    expect(await keys(table)).toEqual(['a']);
    expect((await table.head())?.state?.head).toMatchObject({
      run: 'back',
      inputs: { x: 0 },
      held: { version: 0, fingerprint: 'fc' },
    });
    expect(
      await write(table, row(7), { readVersion: 3, head: headOf('d'), entries: new Map([['d', source('d')]]) }),
    ).toEqual({ outcome: 'committed', version: 4 });
    expect([await idsOf(table), await keys(table)]).toEqual([
      [0, 7],
      ['a', 'd'],
    ]);
    expect((await table.head())?.state?.head.held).toBeUndefined();
    expect(await table.restore(2, 'forth')).toBe(5);
    expect([await idsOf(table), await keys(table)]).toEqual([
      [0, 1, 2],
      ['a', 'b', 'c'],
    ]);
  });

  it("twice keeps the hold on the job's own fingerprint; release ends it", async () => {
    const table = await threeVersions();
    await table.restore(0, 'r1');
    await table.restore(1, 'r2');
    expect((await table.head())?.state?.head.held).toEqual({ version: 1, fingerprint: 'fc' });
    await table.amend(new Map([['z', source('z')]]), 'DISCARD', 'r3');
    expect((await table.head())?.state?.head.held).toEqual({ version: 1, fingerprint: 'fc' });
    expect(await table.release('r4')).toBe(6);
    expect((await table.head())?.state?.head).not.toHaveProperty('held');
    expect([await idsOf(table), await keys(table)]).toEqual([
      [0, 1],
      ['a', 'b', 'z'],
    ]);
  });

  it('is refused where files are gone, naming the oldest version possible', async () => {
    const table = await threeVersions();
    await write(table, row(9), { mode: 'overwrite' });
    await rm((await table.scan(1)).files[1]?.path ?? '');
    await rm((await table.scan(0)).files[0]?.path ?? '');
    await expect(table.restore(0, 'r')).rejects.toMatchObject({
      code: 'VERSION_MISSING',
      message: expect.stringContaining('restored is 3'),
    });
    await expect(table.restore(9, 'r')).rejects.toMatchObject({ code: 'VERSION_MISSING' });
    expect(await idsOf(table)).toEqual([9]);
  });

  it('brings back schema and partitions', async () => {
    const table = await threeVersions();
    const schema = [{ name: 'other', type: 'string', nullable: true, metadata: {} }];
    await write(table, "SELECT 'x' AS other", { mode: 'overwrite', schema });
    await table.restore(2, 'r');
    expect((await table.scan()).schema.map(({ name }) => name)).toEqual(['id', 'name']);
    expect(await idsOf(table)).toEqual([0, 1, 2]);
  });
});

describe('amend', () => {
  it('is a conflict for a run that read before it, also for its twin', async () => {
    const table = await threeVersions();
    await table.amend(new Map([['a', null]]), 'REPLAY', 'r');
    expect(await keys(table)).toEqual(['b', 'c']);
    expect(
      await write(table, row(5), { readVersion: 2, head: headOf('x', { fingerprint: 'fc', inputs: { x: 2 } }) }),
    ).toMatchObject({ outcome: 'conflict', version: 3 });
  });

  it('needs a table that mu-mesh wrote', async () => {
    await expect(openTable(await temporaryFolder()).amend(new Map(), 'X', 'r')).rejects.toMatchObject({
      code: 'TABLE_MISSING',
    });
  });
});
