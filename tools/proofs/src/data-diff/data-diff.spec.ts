import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DataDiff,
  type DataDiffOptions,
  diffData,
  type Engine,
  type EngineSession,
  type Scope,
} from '@mu-mesh/core';
import { createDuckDbEngine } from '@mu-mesh/engine-duckdb';
import fc from 'fast-check';
import { type Cell, naiveDiff } from './naive-diff';

let folder: string;
let engine: Engine;
let session: EngineSession;
let scope: Scope;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mesh-diff-'));
  engine = createDuckDbEngine();
  session = await engine.open({
    memoryLimit: 1 << 29,
    threads: 2,
    temporaryDirectory: join(folder, 'spill'),
    paths: [],
  });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  scope = await session.scope();
});
afterEach(() => scope.close());

async function diff(
  from: string,
  to: string,
  options: Partial<DataDiffOptions> & { on?: string[] } = {},
): Promise<DataDiff> {
  const { on, ...rest } = options;
  return diffData(scope, await scope.query(from), await scope.query(to), {
    limit: 10,
    ...(on && { key: { columns: on, origin: 'option' } }),
    ...rest,
  });
}

const values = (columns: string, ...rows: string[]): string =>
  `SELECT * FROM (VALUES ${rows.map((row) => `(${row})`).join(', ')}) AS t(${columns})`;

it('counts rows by key, and in which columns they changed', async () => {
  const found = await diff(
    values('k, a, b', "1, 'x', 1.5", "2, 'y', 2.5", "3, 'z', 3.5", '5, NULL, 5.5'),
    values('k, a, b', "2, 'y', 2.6", "3, 'zz', 3.6", "4, 'n', NULL", '5, NULL, 5.5'),
    { on: ['k'] },
  );
  expect(found).toEqual({
    equal: false,
    key: { columns: ['k'], origin: 'option', repeated: { from: 0, to: 0 }, nulls: { from: 0, to: 0 } },
    rows: { from: 4, to: 4, added: 1, removed: 1, changed: 2, unchanged: 1 },
    columns: {
      compared: ['k', 'a', 'b'],
      added: [],
      removed: [],
      retyped: [],
      changed: [
        { name: 'a', rows: 1 },
        { name: 'b', rows: 2 },
      ],
    },
    samples: [
      { kind: 'removed', cells: ['1', 'x', '1.5'], times: 1 },
      { kind: 'added', cells: ['4', 'n', null], times: 1 },
      { kind: 'changed', cells: ['2', 'y', '2.6'], before: ['2', 'y', '2.5'], times: 1 },
      { kind: 'changed', cells: ['3', 'zz', '3.6'], before: ['3', 'z', '3.5'], times: 1 },
    ],
  });
});

it('without a key it compares whole rows and counts repetitions', async () => {
  const found = await diff(values('a, b', '1, 2', '1, 2', '3, 4'), values('a, b', '1, 2', '5, 6', '5, 6'));
  expect(found).toMatchObject({
    key: null,
    rows: { from: 3, to: 3, added: 2, removed: 2, changed: 0, unchanged: 1 },
    samples: [
      { kind: 'removed', cells: ['1', '2'], times: 1 },
      { kind: 'removed', cells: ['3', '4'], times: 1 },
      { kind: 'added', cells: ['5', '6'], times: 2 },
    ],
  });
});

it('says which keys are repeated or NULL; their rows are compared whole', async () => {
  const found = await diff(
    values('k, a', '1, 1', '1, 2', 'NULL, 7', '2, 1'),
    values('k, a', '1, 2', '1, 3', 'NULL, 8', '2, 1'),
    { on: ['k'] },
  );
  expect(found).toMatchObject({
    key: { repeated: { from: 1, to: 1 }, nulls: { from: 1, to: 1 } },
    rows: { added: 1, removed: 1, changed: 1, unchanged: 2 },
    columns: { changed: [{ name: 'a', rows: 1 }] },
    samples: [
      { kind: 'removed', cells: ['1', '1'] },
      { kind: 'added', cells: ['1', '3'] },
      { kind: 'changed', cells: [null, '8'], before: [null, '7'] },
    ],
  });
});

it('a few keys of many rows do not make a product of them', async () => {
  const rows = (shift: number): string => `SELECT i % 2 AS k, i + ${shift} AS v FROM range(200000) AS r(i)`;
  expect((await diff(rows(0), rows(1), { on: ['k'] })).rows).toEqual({
    from: 200_000,
    to: 200_000,
    added: 200_000,
    removed: 200_000,
    changed: 0,
    unchanged: 0,
  });
});

it('NULL, NaN, both zeros and nested values are equal to themselves', async () => {
  const row = (zero: string): string =>
    values('k, n, z, l, s, m', `1, 'nan'::DOUBLE, ${zero}::DOUBLE, [1, NULL], {'a': 'nan'::DOUBLE}, MAP {'x': NULL}`);
  expect(await diff(row('0.0'), row('-0.0'), { on: ['k'] })).toMatchObject({ equal: true, rows: { unchanged: 1 } });
  expect(await diff(row('0.0'), row('-0.0'))).toMatchObject({ equal: true, rows: { unchanged: 1 } });
  expect(
    (await diff(values('k, n', "1, 'nan'::DOUBLE"), values('k, n', '1, NULL'), { on: ['k'] })).columns.changed,
  ).toEqual([{ name: 'n', rows: 1 }]);
});

it('a tolerance is for floating-point numbers, and never for infinity', async () => {
  const from = values('k, d, m', '1, 1.0::DOUBLE, 1.00', "2, 'inf'::DOUBLE, 1.00", '3, NULL::DOUBLE, 1.00');
  const to = values('k, d, m', '1, 1.001::DOUBLE, 1.01', '2, 1::DOUBLE, 1.00', '3, 0::DOUBLE, 1.00');
  expect((await diff(from, to, { on: ['k'], tolerance: 0.01 })).columns.changed).toEqual([
    { name: 'd', rows: 2 },
    { name: 'm', rows: 1 },
  ]);
});

it('values of other types are compared by what they say', async () => {
  const found = await diff(
    values(
      'k, n, t, d, w',
      "'1', '1.50', '2026-01-01', 1.5::DECIMAL(38,1), 'x'",
      "'02', 'abc', NULL, 7::DECIMAL(38,1), 'x'",
    ),
    values(
      'k, n, t, d, w',
      "1, 1.5, DATE '2026-01-01', 1.50::DECIMAL(38,20), 1",
      "2, 3.0, DATE '2026-01-02', 7::DECIMAL(38,20), 2",
    ),
    { on: ['k'] },
  );
  expect(found.rows).toMatchObject({ added: 0, removed: 0, changed: 2 });
  expect(found.columns).toMatchObject({
    changed: [
      { name: 'n', rows: 1 },
      { name: 't', rows: 1 },
      { name: 'w', rows: 2 },
    ],
    retyped: [
      { name: 'k', from: 'string', to: 'integer' },
      { name: 'n', from: 'string', to: 'decimal(2,1)' },
      { name: 't', from: 'string', to: 'date' },
      { name: 'd', from: 'decimal(38,1)', to: 'decimal(38,20)' },
      { name: 'w', from: 'string', to: 'integer' },
    ],
  });
});

it.each([
  ['INTEGER', '1.7', '2'],
  ['INTEGER', '1.5', '1'],
  ['DATE', '2026-01-02 10:00', '2026-01-02'],
  ['DATE', '2026-01-02 junk', '2026-01-02'],
  ['DATE', '2026-01-02 00:00:00+05', '2026-01-02'],
  ['TIMESTAMP', '2026-01-02 10:00:00+05', '2026-01-02 10:00:00'],
  ['TIMESTAMP', '2026-01-02 10:00:00.1234567', '2026-01-02 10:00:00.123456'],
  ['TIMESTAMPTZ', '2026-01-02 10:00:00.1234567', '2026-01-02 10:00:00.123456'],
  ['DECIMAL(10,2)', '1.005', '1.01'],
  ['FLOAT', '0.1000000001', '0.1'],
  ['FLOAT', '16777217', '16777216'],
  ['DOUBLE', '9007199254740993', '9007199254740992'],
  ['DOUBLE', '1e-400', '0'],
  ['DOUBLE', '1e400', 'inf'],
])('%s: %s is another value than %s, also in a key', async (type, text, value) => {
  const other = values('k, v', `1, '${value}'::${type}`);
  const own = values('k, v', `1, '${text}'`);
  for (const [from, to] of [
    [own, other],
    [other, own],
  ] as const) {
    expect((await diff(from, to, { on: ['k'] })).rows).toMatchObject({ changed: 1, unchanged: 0 });
    for (const on of [['v'], []])
      expect((await diff(from, to, { ...(on.length > 0 && { on }) })).rows).toMatchObject({ added: 1, removed: 1 });
  }
});

it.each([
  ['INTEGER', ' +01.0 ', '1'],
  ['DATE', '2026-01-02 00:00:00', '2026-01-02'],
  ['DATE', '2026-1-2', '2026-01-02'],
  ['TIMESTAMP', '2026-01-02T10:00:00.1234560', '2026-01-02 10:00:00.123456'],
  ['TIMESTAMPTZ', '2026-01-02 10:00:00+05', '2026-01-02 05:00:00'],
  ['DECIMAL(10,2)', '1.0500', '1.05'],
  ['FLOAT', '0.10', '0.1'],
  ['DOUBLE', '100', '1e2'],
  ['DOUBLE', '-1.50E-3', '-0.0015'],
  ['DOUBLE', '1152921504606846976', '1152921504606846976'],
  ['DOUBLE', 'Infinity', 'inf'],
  ['DOUBLE', 'NaN', 'nan'],
])('%s: %s says %s', async (type, text, value) => {
  const found = await diff(values('v', `'${text}'`), values('v', `'${value}'::${type}`), { on: ['v'] });
  expect(found.rows).toMatchObject({ added: 0, removed: 0, unchanged: 1 });
});

it('a number that a floating-point one has not all digits of is another one; a tolerance allows it', async () => {
  const from = values('k, n, d, t', "1, 9007199254740993, 1.0000000000000000001, '0.1000000001'");
  const to = values('k, n, d, t', '1, 9007199254740992::DOUBLE, 1::DOUBLE, 0.1::FLOAT');
  const names = ({ columns }: DataDiff): string[] => columns.changed.map(({ name }) => name);
  expect(names(await diff(from, to, { on: ['k'] }))).toEqual(['n', 'd', 't']);
  expect(names(await diff(to, from, { on: ['k'] }))).toEqual(['n', 'd', 't']);
  expect(names(await diff(from, to, { on: ['k'], tolerance: 0.01 }))).toEqual([]);
  const same = values('n, d', '9007199254740994, 0.10::DECIMAL(20,2)');
  expect((await diff(same, values('n, d', '9007199254740994::DOUBLE, 0.1::DOUBLE'))).rows.unchanged).toBe(1);
});

it('a text that is no number does not become the key NULL', async () => {
  const found = await diff(values('k, a', "'x', 1", "'1', 1"), values('k, a', 'NULL::INTEGER, 1', '1, 1'), {
    on: ['k'],
  });
  expect(found).toMatchObject({ key: { nulls: { from: 0, to: 1 } }, rows: { added: 1, removed: 1, unchanged: 1 } });
});

it('columns can be chosen or left out; a new or lost one is a difference', async () => {
  const [from, to] = [values('k, a, "B", c', '1, 1, 1, 1'), values('k, a, b, d', '1, 2, 2, 2')];
  expect((await diff(from, to, { on: ['k'] })).columns).toEqual({
    compared: ['k', 'a', 'b'],
    added: [{ name: 'd', type: 'integer' }],
    removed: [{ name: 'c', type: 'integer' }],
    retyped: [],
    changed: [
      { name: 'a', rows: 1 },
      { name: 'b', rows: 1 },
    ],
  });
  expect((await diff(from, to, { on: ['k'], columns: ['A'] })).columns.changed).toEqual([{ name: 'a', rows: 1 }]);
  expect(await diff(from, to, { on: ['k'], exclude: ['a', 'b', 'c'] })).toMatchObject({
    equal: false,
    rows: { unchanged: 1 },
  });
  await expect(diff(from, to, { on: ['kk'] })).rejects.toMatchObject({ code: 'USAGE', hint: 'Did you mean "k"?' });
  await expect(diff(from, to, { on: ['d'] })).rejects.toMatchObject({ code: 'USAGE' });
});

it('names and values that look like SQL stay names and values', async () => {
  const name = `"k"";--'"`;
  const rows = (value: string): string => `SELECT 1 AS ${name}, '${value}' AS "FROM", ']"}' AS j`;
  const found = await diff(rows("''); DROP"), rows('x'), { on: [`k";--'`] });
  expect(found.samples).toEqual([
    { kind: 'changed', cells: ['1', 'x', ']"}'], before: ['1', "'); DROP", ']"}'], times: 1 },
  ]);
});

it('samples are bounded and those of the lowest keys; counts are exact', async () => {
  const found = await diff(
    'SELECT i AS k, 0 AS v FROM range(1000) r(i)',
    'SELECT i AS k, 1 AS v FROM range(500, 1600) r(i)',
    {
      on: ['k'],
      limit: 2,
    },
  );
  expect(found.rows).toMatchObject({ added: 600, removed: 500, changed: 500 });
  expect(found.samples.map(({ kind, cells }) => `${kind} ${cells[0]}`)).toEqual([
    'removed 0',
    'removed 1',
    'added 1000',
    'added 1001',
    'changed 500',
    'changed 501',
  ]);
  expect((await diff('SELECT 1 AS k', 'SELECT 2 AS k', { on: ['k'], limit: 0 })).samples).toEqual([]);
});

describe('agrees with looking at every row', () => {
  const key = fc.constantFrom<Cell>('1', '2', '3', '4', null);
  const number = fc.constantFrom<Cell>('0', '1', 'nan', 'inf', null);
  const text = fc.constantFrom<Cell>('', 'a', "'", null);
  const table = fc.array(
    fc.tuple(key, number, text).map((row): Cell[] => row),
    { maxLength: 8 },
  );
  const literal = (cell: Cell): string => (cell === null ? 'NULL' : `'${cell.replaceAll("'", "''")}'`);
  const relation = (rows: Cell[][]): string =>
    `SELECT k::INTEGER AS k, n::DOUBLE AS n, t::VARCHAR AS t FROM (VALUES ${[...rows, ['9', '9', '9']]
      .map((row) => `(${row.map(literal).join(', ')})`)
      .join(', ')}) AS x(k, n, t) WHERE k IS DISTINCT FROM '9'`;
  const runs = process.env['MU_MESH_FULL'] ? 1000 : 25;

  it.each([
    ['a key', ['k']],
    ['a key of two columns', ['k', 't']],
    ['no key', []],
  ])('%s', async (_, on) => {
    const positions = on.map((name) => ['k', 'n', 't'].indexOf(name));
    await fc.assert(
      fc.asyncProperty(table, table, async (from, to) => {
        const own = await session.scope();
        try {
          const found = await diffData(own, await own.query(relation(from)), await own.query(relation(to)), {
            limit: 3,
            ...(on.length > 0 && { key: { columns: on, origin: 'option' } }),
          });
          const { moved, ...rows } = naiveDiff(from, to, positions);
          const names = ['k', 'n', 't'];
          expect(found.rows).toEqual({ from: from.length, to: to.length, ...rows });
          expect(found.columns.changed).toEqual(
            names.map((name, index) => ({ name, rows: moved[index] ?? 0 })).filter((one) => one.rows > 0),
          );
          for (const kind of ['added', 'removed', 'changed'] as const) {
            const listed = found.samples.filter((sample) => sample.kind === kind);
            expect(listed.length).toBeLessThanOrEqual(3);
            expect(listed.length > 0).toBe(rows[kind] > 0);
          }
        } finally {
          await own.close();
        }
      }),
      { numRuns: runs },
    );
  });
});

/** Of each type: values, then texts, each with the value that it says, in the spelling of those before. */
const SPELLINGS: Record<string, [values: string[], texts: Record<string, string>]> = {
  INTEGER: [['1', '2'], { '1': '1', '01': '1', '2.0': '2', '1.7': '1.7', '2.4': '2.4', x: 'x', '': '' }],
  'DECIMAL(10,2)': [['1.00', '1.01'], { '1': '1.00', '1.010': '1.01', '1.005': '1.005', '1.0149': '1.0149' }],
  FLOAT: [['0.1', '3.0'], { '0.10': '0.1', '0.1000000001': '0.1000000001', '3': '3.0', '2.9999999999': 'near' }],
  DOUBLE: [['0.1', '100.0'], { '1e-1': '0.1', '1E2': '100.0', '0.10000000000000000001': 'more', nan: 'nan' }],
  DATE: [
    ['2026-01-02', '2026-01-03'],
    { '2026-01-02': '2026-01-02', '2026-01-03 00:00': '2026-01-03', '2026-01-02 10:00': 'later', '2026-01-02 x': 'x' },
  ],
  TIMESTAMP: [
    ['2026-01-02 10:00:00', '2026-01-02 10:00:00.5'],
    {
      '2026-01-02T10:00': '2026-01-02 10:00:00',
      '2026-01-02 10:00:00.5000001': 'more',
      '2026-01-02 10:00+01': 'other',
    },
  ],
};

describe('agrees with looking at every row, where a text meets another type', () => {
  const literal = (cell: Cell): string => (cell === null ? 'NULL' : `'${cell}'`);
  const relation = (rows: Cell[][], type: string): string =>
    `SELECT v::${type} AS v, w::${type} AS w FROM (VALUES ${[...rows, [null, null]]
      .map((row, index) => `(${index}, ${row.map(literal).join(', ')})`)
      .join(', ')}) AS x(i, v, w) WHERE i < ${rows.length}`;

  it.each(Object.keys(SPELLINGS))('%s', async (type) => {
    const [known, says] = SPELLINGS[type] ?? [[], {}];
    const table = (cells: string[]) => {
      const cell = fc.constantFrom<Cell>(...cells, null);
      return fc.array(
        fc.tuple(cell, cell).map((row): Cell[] => row),
        { maxLength: 6 },
      );
    };
    await fc.assert(
      fc.asyncProperty(table(Object.keys(says)), table(known), fc.constantFrom([], [0], [0, 1]), async (...given) => {
        const [texts, typed, key] = given;
        const said = texts.map((row) => row.map((cell) => (cell === null ? null : (says[cell] ?? cell))));
        const own = await session.scope();
        try {
          const [from, to] = [await own.query(relation(texts, 'VARCHAR')), await own.query(relation(typed, type))];
          const on = key.map((index) => ['v', 'w'][index] ?? '');
          const options: DataDiffOptions = {
            limit: 2,
            ...(on.length > 0 && { key: { columns: on, origin: 'option' } }),
          };
          const { moved: _moved, ...rows } = naiveDiff(said, typed, key);
          expect((await diffData(own, from, to, options)).rows).toMatchObject(rows);
          const { moved: _back, ...turned } = naiveDiff(typed, said, key);
          expect((await diffData(own, to, from, options)).rows).toMatchObject(turned);
        } finally {
          await own.close();
        }
      }),
      { numRuns: process.env['MU_MESH_FULL'] ? 300 : 15 },
    );
  });
});
