import { stat } from 'node:fs/promises';
import type { StateEntry } from '@mu-mesh/core';
import { nodeFs } from '../stores/node-fs';
import { Store } from '../stores/store';
import { headOf, source, temporaryFolder } from '../testing/dataset';
import type { StateFile } from './state-file';
import { StateStore } from './state-store';

describe('state files', () => {
  it('grow with what changed, in short chains, and give back every entry', async () => {
    const location = await temporaryFolder();
    const store = new StateStore(new Store(nodeFs, false), location);
    const expected = new Map<string, StateEntry>();
    let previous: StateFile | undefined;
    let bytes = 0;
    let longest = 0;
    for (let i = 0; i < 300; i++) {
      const entries = new Map<string, StateEntry | null>();
      for (let k = 0; k < 1 + (i % 7); k++) entries.set(`${i}-${k}`, source(`${i}-${k}`));
      if (i % 3 === 0) entries.set(`${i - 3}-0`, null);
      for (const [key, entry] of entries) if (entry) expected.set(key, entry);
      if (i % 3 === 0) expected.delete(`${i - 3}-0`);
      previous = await store.write({ kind: 'run', head: headOf(`r${i}`), entries, base: previous, previous });
      bytes += (await stat(store.path(previous.n))).size;
      longest = Math.max(longest, (await store.chain(previous.n)).length);
    }
    const fresh = await new StateStore(new Store(nodeFs, false), location).resolve(previous?.n ?? 0);
    expect(new Map([...fresh.entries].sort())).toEqual(new Map([...expected].sort()));
    expect(longest).toBeLessThanOrEqual(12);
    const whole = JSON.stringify([...expected]).length;
    expect(bytes).toBeLessThan(whole * 12);
  });

  it('take the next number where an orphan has theirs', async () => {
    const store = new StateStore(new Store(nodeFs, false), await temporaryFolder());
    const change = {
      kind: 'run' as const,
      head: headOf('a'),
      entries: new Map(),
      base: undefined,
      previous: undefined,
    };
    expect((await store.write(change)).n).toBe(1);
    expect((await store.write(change)).n).toBe(2);
  });
});
