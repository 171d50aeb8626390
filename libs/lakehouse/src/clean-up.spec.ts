import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StateEntry, Table } from '@mu-mesh/core';
import { headOf, idsOf, openTable, row, temporaryFolder, TestHost, write } from './testing/dataset';

jest.setTimeout(60_000);

const DAY = 24 * 3_600_000;

async function all(table: Table, folder = ''): Promise<string[]> {
  return (await readdir(join(table.location, folder), { recursive: true }))
    .filter((name) => /\.\w+$/.test(name))
    .sort();
}

async function quarantined(table: Table, run: string): Promise<StateEntry> {
  const file = join(await table.quarantineDirectory(run), 'rows.parquet');
  await writeFile(file, 'x');
  return { kind: 'quarantine', file, run, rule: 'r', rows: 1 };
}

/** `count` overwrites, a day apart, each with a quarantine file. */
async function daily(count: number): Promise<{ table: Table; host: TestHost }> {
  const host = new TestHost();
  host.time = Date.now() - count * DAY;
  const table = openTable(await temporaryFolder(), { host });
  for (let i = 0; i < count; i++) {
    const entries = new Map<string, StateEntry | null>([[`q${i}`, await quarantined(table, `run-${i}`)]]);
    await write(table, row(i), { mode: 'overwrite', head: headOf(`run-${i}`), entries, replaceEntries: true });
    host.time += DAY;
  }
  return { table, host };
}

describe('vacuum', () => {
  it('keeps files of young versions and of the last three, with their quarantine, and cleans the log behind a checkpoint', async () => {
    const { table } = await daily(14);
    const options = { retention: 2.5 * DAY, keepVersions: 3, dryRun: true };
    const planned = await table.vacuum(options);
    expect(await idsOf(table, 0)).toEqual([0]);
    expect(await table.vacuum({ ...options, dryRun: false })).toEqual(planned);
    expect(await idsOf(table)).toEqual([13]);
    for (const version of [11, 12, 13]) expect(await idsOf(table, version)).toEqual([version]);
    expect((await all(table)).filter((name) => /^part-/.test(name))).toHaveLength(3);
    expect(await readdir(join(table.location, '_quarantine'))).toEqual(['run-11', 'run-12', 'run-13']);
    const log = await all(table, '_delta_log');
    expect(log.filter((name) => name.endsWith('.json'))).toHaveLength(4);
    expect(await readdir(join(table.location, '_mesh'))).toHaveLength(4);
    expect((await table.history()).map(({ version }) => version)).toEqual([13, 12, 11, 10]);
    await expect(table.restore(10, 'r')).rejects.toMatchObject({ message: expect.stringContaining('is 11') });
    await expect(table.scan(5)).rejects.toMatchObject({
      code: 'VERSION_MISSING',
      message: expect.stringContaining('10 to 13'),
    });
    expect(await table.restore(12, 'r')).toBe(14);
    expect(await idsOf(table)).toEqual([12]);
    expect((await table.recover({ olderThan: -Infinity })).removed).toEqual([]);
  });

  it('keeps the version that was the last one within the retention', async () => {
    const { table } = await daily(6);
    await table.vacuum({ retention: 3.5 * DAY, keepVersions: 1, dryRun: false });
    expect((await all(table)).filter((name) => /^part-/.test(name))).toHaveLength(4);
  });

  it('leaves the staged files of a running writer', async () => {
    const { table, host } = await daily(2);
    const staged = join(table.location, 'part-running.parquet');
    await writeFile(staged, 'x');
    host.time = Date.now();
    expect(await table.vacuum({ retention: 0, keepVersions: 3, dryRun: false })).toEqual([]);
    await utimes(staged, 0, 0);
    expect(await table.vacuum({ retention: 0, keepVersions: 3, dryRun: false })).toEqual([staged]);
  });
});

describe('recover', () => {
  it('removes what dead writers left and nothing that a version or a running writer needs', async () => {
    const { table, host } = await daily(3);
    host.time = Date.now();
    const before = await all(table);
    const left = [
      'part-orphan.parquet',
      'k=1/part-orphan.parquet',
      '_delta_log/.tmp-x',
      '_mesh/.tmp-y',
      '_mesh/state-99.json',
      '_quarantine/dead/rows.parquet',
    ];
    for (const folder of ['k=1', '_quarantine/dead']) await mkdir(join(table.location, folder), { recursive: true });
    for (const name of left) await writeFile(join(table.location, name), '{}');
    expect((await table.recover()).removed).toEqual([]);
    host.time += 2 * 3_600_000;
    const report = await table.recover();
    expect(report.removed.sort()).toEqual(left.map((name) => join(table.location, name)).sort());
    expect(report.version).toBe(2);
    expect(await all(table)).toEqual(before);
    for (const version of [0, 1, 2]) expect(await idsOf(table, version)).toEqual([version]);
  });

  it('clears the folder of a table that was never made', async () => {
    const location = await temporaryFolder();
    await writeFile(join(location, 'part-a.parquet'), 'x');
    expect(await openTable(location).recover({ olderThan: -Infinity })).toEqual({
      removed: [join(location, 'part-a.parquet')],
    });
  });
});

describe('pending rows', () => {
  it('are shown until a run commits; the newest failed run counts', async () => {
    const table = openTable(await temporaryFolder());
    const first = await quarantined(table, 'run-1');
    await table.keepPending('run-1', [first]);
    expect(await openTable(table.location).pending()).toEqual([first]);
    const second = await quarantined(table, 'run-2');
    await table.keepPending('run-2', [second]);
    expect(await table.pending()).toEqual([second]);
    expect((await table.recover({ olderThan: -Infinity })).removed).toHaveLength(2);
    expect(await table.pending()).toEqual([second]);
    await write(table, row(1), { head: headOf('run-3') });
    expect(await table.pending()).toEqual([]);
    const third = await quarantined(table, 'run-4');
    await table.keepPending('run-4', [third]);
    await table.amend(new Map(), 'DISCARD', 'run-5');
    expect(await table.pending()).toEqual([third]);
  });

  it('refuse a run id that is no file name', async () => {
    await expect(openTable(await temporaryFolder()).quarantineDirectory('../x')).rejects.toMatchObject({ code: 'BUG' });
  });
});
