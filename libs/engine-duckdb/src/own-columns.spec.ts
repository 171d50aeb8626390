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
