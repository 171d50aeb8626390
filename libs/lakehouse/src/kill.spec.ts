import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSource } from '@mu-mesh/core/testing/run-source';
import { headOf, idsOf, openTable, row, source, temporaryFolder, write } from './testing/dataset';
import { commitOnce } from './testing/commit-once';

jest.setTimeout(60_000);

const STEPS = ['files.synced', 'state.written', 'log.temporary', 'log.linked', 'log.synced'];

async function prepared(): Promise<string> {
  const location = await temporaryFolder();
  await write(openTable(location), row(1), {
    head: headOf('first', { inputs: { x: 1 } }),
    entries: new Map([['a', source('a')]]),
  });
  return location;
}

describe.each(['append', 'overwrite'] as const)('a run killed in %s', (mode) => {
  it.each(STEPS)('at %s: the next run gives exactly the rows and the state', async (killAt) => {
    const location = await prepared();
    const died = await runSource(join(__dirname, 'testing/commit-once.ts'), { location, mode, killAt });
    expect(died).toMatchObject({ signal: 'SIGKILL' });
    const landed = killAt === 'log.linked' || killAt === 'log.synced';
    expect((await openTable(location).head())?.version).toBe(landed ? 1 : 0);
    expect(await commitOnce({ location, mode })).toBe(landed ? 'skipped' : 'committed');
    const table = openTable(location);
    const head = await table.head();
    expect(head?.version).toBe(1);
    expect(await idsOf(table)).toEqual(mode === 'append' ? [1, 2, 3] : [2, 3]);
    expect([...(head?.state?.entries.keys() ?? [])]).toEqual(mode === 'append' ? ['a', 'b'] : ['b']);
    expect(head?.state?.head).toMatchObject({ run: 'second', inputs: { x: 2 } });
    expect((await table.recover({ olderThan: -Infinity })).removed.length).toBeGreaterThanOrEqual(landed ? 0 : 1);
    expect(await idsOf(table, 0)).toEqual([1]);
    const left = [...(await readdir(join(location, '_mesh'))), ...(await readdir(join(location, '_delta_log')))];
    expect(left.filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('state saved outside the commit', () => {
  it('would skip rows that no version has; the state that the log points to does not', async () => {
    const location = await prepared();
    await runSource(join(__dirname, 'testing/commit-once.ts'), { location, mode: 'append', killAt: 'state.written' });
    const newest =
      (await readdir(join(location, '_mesh')))
        .filter((name) => name.startsWith('state-'))
        .sort()
        .at(-1) ?? '';
    expect(await readFile(join(location, '_mesh', newest), 'utf8')).toContain('"b"');
    expect(await idsOf(openTable(location))).toEqual([1]);
    expect([...((await openTable(location).head())?.state?.entries.keys() ?? [])]).toEqual(['a']);
  });
});
