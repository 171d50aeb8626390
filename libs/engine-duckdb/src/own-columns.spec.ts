import { join } from 'node:path';

import type { KeptRelation, Scope } from '@mu-mesh/core';

import { closeScope, type OpenedScope, openScope } from './testing/opened-scope';

let opened: OpenedScope;
let scope: Scope;

beforeEach(async () => {
  opened = await openScope();
  ({ scope } = opened);
});

afterEach(() => closeScope(opened));

/** 600 rows of which each comes three times; `name` stands for columns that the engine uses itself. */
function rows(...names: string[]): string {
  const columns = names.map((name, index) => `(i * ${index + 2}) % 200 AS "${name}"`);
  return `SELECT i % 200 AS id, ${columns.join(', ')} FROM range(600) r(i)`;
}

const NAMES = ['#n', '#N', '##n', '#refused', '#Held', '#ORDINAL', 'rowid', 'File_Index', 'file_row_number', '#values'];
const IN_PARTITIONS = ['#file', '#FILE', '##file', 'file_index', 'FILE_INDEX', '#file_index', 'f', 'p', 'filename'];

describe.each(NAMES)('a column called %s', (name) => {
  it('is data like every other where rows are numbered', async () => {
    const staging = { directory: join(opened.folder, 'lake'), partitionBy: [] };
    const kinds: KeptRelation[] = [
      await scope.keep(await scope.query(rows(name))),
      await scope.stage(await scope.query(rows(name)), staging),
    ];
    for (const kept of kinds) {
      const numbered = await scope.numbered(kept);
      const found = await scope.rows(numbered, 1000);
      expect(numbered.columns.slice(0, -1)).toEqual(kept.columns);
      expect(found.map((row) => row.slice(0, -1))).toEqual(await scope.rows(kept, 1000));
      expect(new Set(found.map((row) => row.at(-1))).size).toBe(600);
    }
  });

  it('is compared where rows are refused, by number or by value', async () => {
    const input = await scope.keep(await scope.query(rows(name)));
    await scope.name('input', input);
    for (const sql of [
      'SELECT * FROM input WHERE id < 10',
      `SELECT * FROM input WHERE "${name}" = 4`,
      'SELECT DISTINCT * FROM input WHERE id < 10',
      'SELECT * FROM input WHERE id < 10 LIMIT 17',
    ]) {
      const refused = await scope.keep(await scope.query(sql));
      await scope.name('refused', refused);
      const expected = await scope.query('SELECT * FROM input EXCEPT ALL SELECT * FROM refused');
      for (const some of [refused, ...(sql.includes('LIMIT') ? [] : [await scope.query(sql)])]) {
        const sorted = async (relation: typeof expected) =>
          (await scope.rows(relation, 1000)).map((row) => row.join()).sort();
        expect(await sorted(await scope.except(input, some))).toEqual(await sorted(expected));
      }
    }
  });
});

describe.each([...NAMES, ...IN_PARTITIONS])('a column called %s of a table in partitions', (name) => {
  it.each([
    ['parts it', [name]],
    ['lies in its files', ['part']],
    ['parts it with another', ['part', name]],
  ])('%s', async (_, partitionBy) => {
    const sql = `SELECT i, i % 3 AS part, 'v' || i % 4 AS "${name}" FROM range(12) r(i)`;
    const kept = await scope.keep(await scope.query(sql));
    const staged = await scope.stage(kept, { directory: join(opened.folder, 'lake'), partitionBy });
    await scope.name('staged', staged);
    const sorted = await scope.query(`SELECT i, part, "${name}" FROM staged ORDER BY i`);
    expect(await scope.rows(sorted, 100)).toEqual(await scope.rows(kept, 100));
    const some = await scope.query(`SELECT i FROM staged WHERE "${name}" = 'v2' ORDER BY i`);
    expect(await scope.rows(some, 100)).toEqual([['2'], ['6'], ['10']]);
  });
});
