import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { Harness } from './testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

const SCHEMA = { a: 'long', b: 'string' };
const staged = (): string[] => {
  try {
    return readdirSync(join(harness.folder, 'table')).filter((name) => name.endsWith('.parquet'));
  } catch {
    return [];
  }
};

describe('what stops an ingest', () => {
  test('a missing file', async () => {
    const path = join(harness.folder, 'gone.csv');
    await expect(harness.csv([path])).rejects.toMatchObject({
      code: 'SOURCE_MISSING',
      message: `${path} does not exist.`,
    });
  });

  test('a folder', async () => {
    const path = join(harness.folder, 'folder.csv');
    mkdirSync(path);
    await expect(harness.csv([path])).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: `${path} is a folder, not a file.`,
    });
  });

  test.each(['csv', 'json', 'parquet'] as const)('a named pipe (%s): nobody waits for a writer', async (kind) => {
    const path = join(harness.folder, `pipe.${kind}`);
    execFileSync('mkfifo', [path]);
    const reading =
      kind === 'csv' ? harness.csv([path]) : kind === 'json' ? harness.json([path]) : harness.parquet([path]);
    await expect(reading).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining(`${path} is no regular file`),
    });
  });

  test('a device', async () => {
    await expect(harness.csv(['/dev/zero'])).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining('/dev/zero is no regular file'),
    });
  });

  test('a NUL in a header', async () => {
    const path = harness.write('nul.csv', '# note\na,b\0c\n1,x\n');
    await expect(harness.csv([path], { comment: '#' })).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: `${path}:2: the name of column 2 in the header has a NUL character.`,
    });
    const wide = harness.write('wide.csv', Buffer.from('a,b\n1,x\n', 'utf16le'));
    await expect(harness.csv([wide], { inferSchema: true })).rejects.toMatchObject({
      code: 'DATA_INVALID',
      hint: expect.stringContaining('UTF-16'),
    });
  });

  test('FAILFAST names file, line and every reason; nothing stays', async () => {
    const path = harness.write('fail.csv', 'a,b\n1,x\nno,y\n');
    await expect(harness.csv([path], {}, { schema: SCHEMA, mode: 'FAILFAST' })).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: 'a: "no" is no whole number of 64 bits',
      position: { file: path, line: 3, column: 1 },
    });
    expect(staged()).toEqual([]);
  });

  test('a header that differs', async () => {
    const [one, two] = [harness.write('one.csv', 'a,b\n1,x\n'), harness.write('two.csv', 'a,c\n1,x\n')];
    await expect(harness.csv([one, two])).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: `${two}: its header lacks "b" and has "c" besides; ${one} has "a", "b".`,
    });
  });

  test('a declared name in another case has a hint', async () => {
    const path = harness.write('case.csv', 'A,b\n1,x\n');
    await expect(harness.csv([path], {}, { schema: SCHEMA })).rejects.toMatchObject({
      hint: 'Names are case-sensitive: write "a" the same way in both.',
    });
  });

  test('options that cannot be honoured', async () => {
    const path = harness.write('option.csv', 'a,b\n1,x\n');
    await expect(harness.csv([path], { sep: '<---->' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(
      harness.csv([path], { dateFormat: ['dd/QQ/yyyy', 'yyyy'] }, { schema: { a: 'date', b: 'string' } }),
    ).rejects.toThrow('"QQ" has no counterpart here');
    await expect(harness.csv([{ path, encoding: 'klingon' }])).rejects.toThrow('there is no encoding "klingon"');
  });

  test('a file that is no Parquet, and one with another type', async () => {
    const path = harness.write('broken.parquet', 'PAR1 nothing');
    await expect(harness.parquet([path])).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringContaining(path),
    });
  });

  test('DROPMALFORMED counts, PERMISSIVE keeps', async () => {
    const path = harness.write('modes.csv', 'a,b\n1,x\nno,y\n2\n3,z,w\n1.5,"v"\n');
    const dropped = await harness.csv([path], {}, { schema: SCHEMA, mode: 'DROPMALFORMED' });
    expect([dropped.in, dropped.out, dropped.dropped, dropped.quarantined]).toEqual([5, 1, 4, 0]);
    const kept = await harness.csv(
      [path],
      {},
      { schema: { ...SCHEMA, _bad: 'string' }, mode: 'PERMISSIVE', corrupt: '_bad' },
    );
    expect([kept.in, kept.out, kept.dropped, kept.quarantined]).toEqual([5, 5, 0, 0]);
    expect(kept.rows).toEqual([
      ['1', 'x', null],
      [null, 'y', 'no,y'],
      ['2', null, '2'],
      ['3', 'z', '3,z,w'],
      [null, 'v', '1.5,"v"'],
    ]);
  });
});
