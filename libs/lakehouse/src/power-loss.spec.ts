import { cp } from 'node:fs/promises';
import type { Table } from '@mu-mesh/core';
import { changeOf, headOf, idsOf, openTable, row, source, temporaryFolder, write } from './testing/dataset';
import { afterPowerLoss, failingPower } from './testing/power-loss';

/** What of the names that were not flushed the medium holds: nothing, all, or the log's alone. */
const SURVIVORS: Record<string, (path: string) => boolean> = {
  nothing: () => false,
  everything: () => true,
  'the log': (path) => path.includes('_delta_log'),
};

interface Result {
  states: number;
  torn: string[];
}

/** Cuts the power before every operation of a commit and looks at the table as it comes up again. */
async function cutEverywhere(create: boolean, ignoredSync?: (path: string) => boolean): Promise<Result> {
  const folder = await temporaryFolder();
  if (!create) await write(openTable(folder), row(1), { head: headOf('a'), entries: new Map([['a', source('a')]]) });
  const change = await changeOf(openTable(folder), row(2), {
    head: headOf('b'),
    entries: new Map([['b', source('b')]]),
  });
  const result: Result = { states: 0, torn: [] };
  for (let n = 1; ; n++) {
    const location = `${folder}-${n}`;
    await cp(folder, location, { recursive: true });
    const files = change.files.map((file) => ({ ...file, path: file.path.replace(folder, location) }));
    const unsynced = [...files.map((file) => file.path), ...(create ? [location] : [])];
    const { fs, lost } = failingPower(n, unsynced, ignoredSync);
    const outcome = await openTable(location, { fs })
      .commit({ ...change, files })
      .catch(() => undefined);
    for (const [what, kept] of Object.entries(SURVIVORS)) {
      const copy = `${location}-${what.replaceAll(' ', '-')}`;
      await afterPowerLoss(location, copy, lost, kept);
      result.states++;
      const found = await look(openTable(copy)).catch((error: unknown) => String(error));
      const committed = outcome?.outcome === 'committed';
      const [before, after] = create ? ['none', '2|b'] : ['1|a', '1,2|a,b'];
      if (found !== after && (committed || found !== before)) result.torn.push(`${what} at ${n}: ${found}`);
    }
    if (fs.operations < n) return result;
  }
}

async function look(table: Table): Promise<string> {
  const head = await table.head();
  if (!head) return 'none';
  return `${(await idsOf(table)).join(',')}|${[...(head.state?.entries.keys() ?? [])].join(',')}`;
}

describe('power loss before every operation', () => {
  it.each([
    ['an append', false],
    ['the first commit', true],
  ])(
    'of %s leaves the old or the new version, whole',
    async (_what, create) => {
      const { states, torn } = await cutEverywhere(create);
      expect(torn).toEqual([]);
      expect(states).toBeGreaterThan(60);
    },
    60_000,
  );

  it.each([
    ['the state', (path: string) => path.includes('_mesh')],
    ['the staged file', (path: string) => path.endsWith('.parquet')],
    ['the log', (path: string) => path.includes('_delta_log')],
  ])(
    'is seen to tear a table where the fsync of %s is missing',
    async (_what, ignoredSync) => {
      expect((await cutEverywhere(false, ignoredSync)).torn.length).toBeGreaterThan(0);
    },
    60_000,
  );
});
