import { cp } from 'node:fs/promises';
import { changeOf, headOf, openTable, row, source, temporaryFolder, TestHost, write } from './testing/dataset';
import { interceptedFs, systemError } from './testing/faulty-fs';
import { rowsOf } from './testing/stage';
import type { Table, TableChange } from '@mu-mesh/core';

jest.setTimeout(60_000);

const CODES: Record<string, string> = { EIO: 'IO', ENOSPC: 'DISK_FULL', EACCES: 'SOURCE_UNREADABLE' };

async function prepared(): Promise<{ folder: string; change: TableChange }> {
  const folder = await temporaryFolder();
  const table = openTable(folder);
  await write(table, row(1), { head: headOf('a'), entries: new Map([['a', source('a')]]) });
  return {
    folder,
    change: await changeOf(table, row(2), {
      head: headOf('b'),
      entries: new Map([['b', source('b')]]),
      readVersion: 0,
    }),
  };
}

/** Rows and state of the last version: they must change together. */
async function seen(table: Table): Promise<{ version: number | undefined; rows: number; keys: string[] }> {
  const head = await table.head();
  return {
    version: head?.version,
    rows: (await rowsOf(await table.scan())).length,
    keys: [...(head?.state?.entries.keys() ?? [])].sort(),
  };
}

const BEFORE = { version: 0, rows: 1, keys: ['a'] };
const AFTER = { version: 1, rows: 2, keys: ['a', 'b'] };

describe.each(['EIO', 'ENOSPC', 'EACCES'])('every operation of a commit failing with %s', (code) => {
  it.each(['once', 'for good'])('%s: a typed error, an unchanged table, a retry that succeeds', async (mode) => {
    const { folder, change } = await prepared();
    for (let n = 1; ; n++) {
      const location = `${folder}-${n}`;
      await cp(folder, location, { recursive: true, preserveTimestamps: true });
      const moved = {
        ...change,
        files: change.files.map((file) => ({ ...file, path: file.path.replace(folder, location) })),
      };
      const fs = interceptedFs((_operation, _path, i) => {
        if (i === n || (mode === 'for good' && i > n)) throw systemError(code);
      });
      const result = await openTable(location, { fs })
        .commit(moved)
        .catch((error: unknown) => error);
      const state = await seen(openTable(location));
      if (result instanceof Error) {
        expect(result).toMatchObject({ name: 'MeshError', code: CODES[code] });
        expect(state).toEqual(BEFORE);
        expect(await openTable(location).commit(moved)).toEqual({ outcome: 'committed', version: 1 });
      } else if ((result as { outcome: string }).outcome === 'unknown') {
        expect([BEFORE, AFTER]).toContainEqual(state);
        expect(await openTable(location).recover()).toMatchObject({ version: state.version });
        const outcome = state.version === 0 ? 'committed' : 'duplicate';
        expect(await openTable(location).commit(moved)).toEqual({ outcome, version: 1 });
      } else expect(result).toEqual({ outcome: 'committed', version: 1 });
      expect(await seen(openTable(location))).toEqual(AFTER);
      if (fs.operations < n) break;
      expect(n).toBeLessThan(200);
    }
  });
});

describe('a checkpoint that cannot be written', () => {
  it('does not fail the commit', async () => {
    const parquet = {
      read: () => Promise.reject(new Error('planted')),
      write: () => Promise.reject(new Error('planted')),
    };
    const table = openTable(await temporaryFolder(), { parquet: () => parquet });
    for (let i = 0; i <= 10; i++)
      expect(await write(table, row(i))).toMatchObject({ outcome: 'committed', version: i });
    await expect(table.checkpoint()).rejects.toThrow('planted');
    expect(await openTable(table.location).head()).toMatchObject({ version: 10 });
  });
});

describe('file systems without hard links', () => {
  const noLinks = () =>
    interceptedFs((operation) => {
      if (operation === 'link') throw systemError('EPERM');
    });

  it('are refused', async () => {
    const table = openTable(await temporaryFolder(), { fs: noLinks() });
    await expect(write(table, row(1))).rejects.toMatchObject({ code: 'STORE_UNSUPPORTED' });
    expect(await table.head()).toBeUndefined();
  });

  it('are used where unsafe allows it', async () => {
    const table = openTable(await temporaryFolder(), { fs: noLinks(), unsafe: true });
    await write(table, row(1));
    expect(await write(table, row(2), { readVersion: -1, head: headOf('x', { fingerprint: 'other' }) })).toMatchObject({
      outcome: 'conflict',
    });
    expect(await write(table, row(2))).toEqual({ outcome: 'committed', version: 1 });
  });
});

describe('two writers of one version', () => {
  /** Both reach the log entry at the same time: the second writer commits while the first one stands before its link. */
  async function race(fs = interceptedFs(() => undefined)): Promise<number> {
    const location = await temporaryFolder();
    await write(openTable(location), row(0));
    const host = new TestHost();
    let passed: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      host.onStep = (step) => step === 'log.temporary' && resolve();
    });
    const gate = new Promise<void>((resolve) => (passed = resolve));
    const slow = {
      ...fs,
      link: async (from: string, to: string) => {
        if (to.includes('_delta_log')) await gate;
        return fs.link(from, to);
      },
    };
    const first = write(openTable(location, { fs: slow, host }), row(1));
    await reached;
    await write(openTable(location), row(2));
    passed();
    await first;
    return (await rowsOf(await openTable(location).scan())).length;
  }

  it('both get in, one after the other', async () => {
    expect(await race()).toBe(3);
  });

  it('is seen to lose rows where a rename stands in for the link', async () => {
    const fs = interceptedFs(() => undefined);
    expect(await race({ ...fs, operations: 0, link: (from, to) => fs.rename(from, to) })).toBeLessThan(3);
  });
});
