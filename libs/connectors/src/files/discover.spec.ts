import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { temporaryFolder } from '../testing';
import { discover, type Discovery } from './discover';
import { locate } from './location';

const folder = temporaryFolder();

function put(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder(), name)), { recursive: true });
    writeFileSync(join(folder(), name), name);
  }
}

async function find(text: string, more: Partial<Discovery> = {}): Promise<string[]> {
  const items = await discover({
    location: locate(text, folder()),
    recursive: false,
    nameFilter: undefined,
    modifiedAfter: undefined,
    modifiedBefore: undefined,
    encodingOf: () => undefined,
    ...more,
  });
  return items.map(({ id }) => relative(folder(), id));
}

test("a folder is its own files; hidden ones and those of Spark's bookkeeping are left out", async () => {
  put('d/b.csv', 'd/a.csv', 'd/_SUCCESS', 'd/.a.csv.crc', 'd/c._COPYING_', 'd/sub/x.csv', 'd/_tmp/y.csv');
  expect(await find('d')).toEqual(['d/a.csv', 'd/b.csv']);
  expect(await find('d', { recursive: true })).toEqual(['d/a.csv', 'd/b.csv', 'd/sub/x.csv']);
});

test('a hidden file that the configuration names itself is read', async () => {
  put('d/_a.csv', 'd/b.csv');
  expect(await find('d/_a.csv')).toEqual(['d/_a.csv']);
  expect(await find('d/_*.csv')).toEqual(['d/_a.csv']);
  expect(await find('d/*.csv')).toEqual(['d/b.csv']);
});

test('globs are sensitive to case and match whole names; a folder that matches stands for its files', async () => {
  put('a/x.csv', 'A/y.csv', 'ab/z.csv', 'b/out.csv/part-0.csv', 'b/out.csv/_SUCCESS');
  expect(await find('a/*')).toEqual(['a/x.csv']);
  expect(await find('a*/*.csv')).toEqual(['a/x.csv', 'ab/z.csv']);
  expect(await find('b/*.csv')).toEqual(['b/out.csv/part-0.csv']);
  expect(await find('{A,b}/*')).toEqual(['A/y.csv', 'b/out.csv/part-0.csv']);
});

test('** is any number of folders', async () => {
  put('x.csv', 'a/x.csv', 'a/b/x.csv', 'a/b/y.csv', 'a/_h/x.csv');
  expect(await find('**/x.csv')).toEqual(['a/b/x.csv', 'a/x.csv', 'x.csv']);
  expect(await find('a/**')).toEqual(['a/b/x.csv', 'a/b/y.csv', 'a/x.csv']);
});

test('names and times can be filtered', async () => {
  put('d/a.csv', 'd/a.txt', 'd/b.csv');
  utimesSync(join(folder(), 'd/b.csv'), 1000, 1000);
  expect(await find('d', { nameFilter: '*.csv' })).toEqual(['d/a.csv', 'd/b.csv']);
  expect(await find('d', { nameFilter: '*.csv', modifiedAfter: 2_000_000 })).toEqual(['d/a.csv']);
  expect(await find('d', { modifiedBefore: 2_000_000 })).toEqual(['d/b.csv']);
});

test('links are followed, loops end, and no file is read twice', async () => {
  put('d/a.csv', 'd/sub/b.csv');
  symlinkSync('a.csv', join(folder(), 'd/0-again.csv'));
  symlinkSync('..', join(folder(), 'd/sub/loop'));
  expect(await find('d/**')).toEqual(['d/a.csv', 'd/sub/b.csv']);
  symlinkSync('d', join(folder(), 'link'));
  expect(await find('link')).toEqual(['link/a.csv']);
});

test('a link out of the folder is refused, and so is one to nothing', async () => {
  put('d/a.csv', 'secret.csv');
  symlinkSync('../secret.csv', join(folder(), 'd/b.csv'));
  await expect(find('d')).rejects.toMatchObject({
    code: 'SOURCE_UNREADABLE',
    message: expect.stringContaining('d/b.csv is a link that leads out of'),
  });
  rmSync(join(folder(), 'secret.csv'));
  await expect(find('d')).rejects.toMatchObject({
    code: 'SOURCE_MISSING',
    message: expect.stringContaining('d/b.csv cannot be followed'),
  });
});

test('partition folders are never left out in silence', async () => {
  put('d/year=2026/a.csv');
  await expect(find('d')).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('year=2026'),
  });
  expect(await find('d', { recursive: true })).toEqual(['d/year=2026/a.csv']);
});

test('what cannot be read is said, not passed over', async () => {
  put('d/a.csv.bz2');
  await expect(find('d')).rejects.toMatchObject({
    code: 'SOURCE_UNREADABLE',
    message: expect.stringContaining('packed'),
  });
  await expect(find('/dev/null')).rejects.toMatchObject({
    code: 'SOURCE_UNREADABLE',
    message: expect.stringContaining('neither a file nor a folder'),
  });
  expect(await find('d/a.csv.bz2/x.csv')).toEqual([]);
  await expect(find('x'.repeat(300))).rejects.toMatchObject({
    code: 'IO',
    message: expect.stringMatching(/^\S+ cannot be read: name too long$/),
  });
});

test("brackets in a file's name need a backslash", async () => {
  put('d/report [1].csv', 'd/report 1.csv');
  expect(await find('d/report [1].csv')).toEqual(['d/report 1.csv']);
  expect(await find('d/report \\[1\\].csv')).toEqual(['d/report [1].csv']);
});
