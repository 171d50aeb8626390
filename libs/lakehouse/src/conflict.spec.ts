import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Table } from '@mu-mesh/core';
import { changeOf, COLUMNS, headOf, idsOf, openTable, row, source, temporaryFolder, write } from './testing/dataset';
import { stage } from './testing/stage';
import { commitName } from './delta/log-listing';
import { encodePath } from './delta/file-path';

/** A commit as another writer makes it: no txn of ours. */
async function foreign(table: Table, version: number, sql: string, ...more: object[]): Promise<void> {
  const adds = (await stage(table.location, sql, COLUMNS)).map((file) => ({
    add: {
      path: encodePath(table.location, file.path),
      partitionValues: {},
      size: file.bytes,
      modificationTime: 0,
      dataChange: true,
    },
  }));
  const text = [...adds, ...more].map((action) => JSON.stringify(action)).join('\n');
  await writeFile(join(table.location, '_delta_log', commitName(version)), text, { flag: 'wx' });
}

const keys = async (table: Table): Promise<string[]> => [...((await table.head())?.state?.entries.keys() ?? [])];

describe('a commit of others in between', () => {
  it('is followed by an append, and removed by an overwrite with what it added', async () => {
    const table = openTable(await temporaryFolder());
    await write(table, row(1), { entries: new Map([['a', source('a')]]) });
    await foreign(table, 1, row(2));
    expect(await write(table, row(3), { readVersion: 0, entries: new Map([['b', source('b')]]) })).toEqual({
      outcome: 'committed',
      version: 2,
    });
    expect([await idsOf(table), await keys(table)]).toEqual([
      [1, 2, 3],
      ['a', 'b'],
    ]);
    await foreign(table, 3, row(4));
    expect(await table.head()).toMatchObject({ version: 3, state: { head: { run: 'run-1' } } });
    expect(await write(table, row(5), { readVersion: 2, mode: 'overwrite' })).toEqual({
      outcome: 'committed',
      version: 4,
    });
    expect(await idsOf(table)).toEqual([5]);
  });

  it.each([
    [
      'metaData',
      {
        metaData: {
          id: 'x',
          format: { provider: 'parquet' },
          schemaString: '{"type":"struct","fields":[]}',
          partitionColumns: [],
          configuration: {},
        },
      },
    ],
    ['protocol', { protocol: { minReaderVersion: 1, minWriterVersion: 2 } }],
  ])('that changes %s is a conflict', async (_what, action) => {
    const table = openTable(await temporaryFolder());
    await write(table, row(1));
    const change = await changeOf(table, row(2), { readVersion: 0 });
    await foreign(table, 1, row(3), action);
    expect(await table.commit(change)).toMatchObject({
      outcome: 'conflict',
      version: 1,
      reason: expect.stringContaining('version 1 changed'),
    });
  });
});

describe('a commit of mu-mesh in between', () => {
  it('is a conflict also where others committed after it', async () => {
    const table = openTable(await temporaryFolder());
    await write(table, row(1));
    await write(table, row(2), { head: headOf('other', { fingerprint: 'g' }) });
    await foreign(table, 2, row(3));
    expect(await write(table, row(4), { readVersion: 0 })).toMatchObject({
      outcome: 'conflict',
      version: 2,
      reason: expect.stringContaining('run other'),
    });
  });

  it('is no twin with other inputs or other sources', async () => {
    const table = openTable(await temporaryFolder());
    await write(table, row(1), {
      head: headOf('w', { inputs: { a: 1, b: 2 } }),
      entries: new Map([['s', source('s', 'x')]]),
    });
    const outcome = async (inputs: Record<string, number>, sha256: string): Promise<string> =>
      (
        await write(table, row(1), {
          readVersion: -1,
          head: headOf('l', { inputs }),
          entries: new Map([['s', source('s', sha256)]]),
        })
      ).outcome;
    expect(await outcome({ b: 2, a: 1 }, 'x')).toBe('duplicate');
    expect(await outcome({ b: 3, a: 1 }, 'x')).toBe('conflict');
    expect(await outcome({ b: 2, a: 1 }, 'y')).toBe('conflict');
  });

  it('is a conflict for who read a table that was made anew', async () => {
    const table = openTable(await temporaryFolder());
    await write(table, row(1));
    expect(await write(table, row(2), { readVersion: 5 })).toMatchObject({
      outcome: 'conflict',
      reason: expect.stringContaining('ends at 0'),
    });
  });
});
