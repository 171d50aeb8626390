import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { headOf, idsOf, openTable, row, source, temporaryFolder, write } from './testing/dataset';
import { runChild } from './testing/child';
import { commitOnce } from './testing/commit-once';

const STEPS = ['files.synced', 'state.written', 'log.temporary', 'log.linked', 'log.synced'];

async function prepared(): Promise<string> {
  const location = await temporaryFolder();
  await write(openTable(location), row(1), { head: headOf('first', { inputs: { x: 1 } }), entries: new Map([['a', source('a')]]) });
  return location;
}

describe.each(['append', 'overwrite'] as const)('a run killed in %s', (mode) => {
  it.each(STEPS)('at %s: the next run gives exactly the rows and the state', async (killAt) => {
    const location = await prepared();
    const died = await runChild('commit-once.ts', { location, mode, killAt });
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
    expect((await table.recover({ olderThan: -60_000 })).removed.length).toBeGreaterThanOrEqual(killAt === 'log.synced' ? 0 : 1);
    expect(await idsOf(table, 0)).toEqual([1]);
    const left = [...(await readdir(join(location, '_mesh'))), ...(await readdir(join(location, '_delta_log')))];
    expect(left.filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('state saved outside the commit', () => {
  it('is seen: the newest state file knows of rows that no version has', async () => {
    const location = await prepared();
    await runChild('commit-once.ts', { location, mode: 'append', killAt: 'state.written' });
    const states = (await readdir(join(location, '_mesh'))).filter((name) => name.startsWith('state-')).sort();
    expect(states).toEqual(['state-1.json', 'state-2.json']);
    expect((await openTable(location).head())?.state?.head.run).toBe('first');
  });
});
