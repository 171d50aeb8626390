import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { idsOf, openTable, row, temporaryFolder, write } from './testing/dataset';

const COMMIT = '_delta_log/00000000000000000001.json';

describe('a file of the table that was damaged', () => {
  async function damaged(file: string, change: (text: string) => string): Promise<string> {
    const location = await temporaryFolder();
    for (const id of [1, 2]) await write(openTable(location), row(id));
    const path = join(location, file);
    await writeFile(path, change(await readFile(path, 'utf8')));
    return location;
  }

  it.each<[string, string, (text: string) => string]>([
    ['a commit cut off in a line', COMMIT, (text) => text.slice(0, -20)],
    ['a commit cut off in its first line', COMMIT, (text) => text.slice(0, 10)],
    ['an empty commit', COMMIT, () => ''],
    ['a commit of zeros', COMMIT, (text) => '\0'.repeat(text.length)],
    ['a commit that is no JSON', COMMIT, () => 'PAR1'],
    ['a commit that is no action', COMMIT, () => '17\n'],
    ['a state cut off', '_mesh/state-2.json', (text) => text.slice(0, -20)],
    ['an empty state', '_mesh/state-2.json', () => ''],
  ])('%s: said with its path and what to do, nothing written', async (_, file, change) => {
    const location = await damaged(file, change);
    const refusal = {
      code: 'TABLE_UNSUPPORTED',
      message: expect.stringContaining(join(location, file)),
      hint: expect.stringContaining('restore the table from a copy'),
    };
    await expect(openTable(location).head()).rejects.toMatchObject(refusal);
    await expect(write(openTable(location), row(3))).rejects.toMatchObject(refusal);
    if (file === COMMIT) await expect(openTable(location).scan()).rejects.toMatchObject(refusal);
    expect(await idsOf(openTable(location), 0)).toEqual([1]);
  });
});
