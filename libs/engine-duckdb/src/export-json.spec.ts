import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '@mu-mesh/core';

import { createDuckDbEngine } from './engine';

const folder = mkdtempSync(join(tmpdir(), 'mesh-export-json-'));
const engine = createDuckDbEngine();
let scope: Scope;
beforeAll(async () => {
  const paths = [folder];
  const session = await engine.open({
    memoryLimit: 1 << 28,
    threads: 2,
    temporaryDirectory: join(folder, 'spill'),
    paths,
  });
  scope = await session.scope();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function exported(sql: string): Promise<string[]> {
  const path = join(folder, 'rows.json');
  await scope.export(await scope.query(sql), { format: 'json', path });
  return readFileSync(path, 'utf8').trimEnd().split('\n');
}

const NAN = "'NaN'::DOUBLE";
const LOW = "'-Infinity'::FLOAT";

it.each([
  [`SELECT ${NAN} AS d, ${LOW} AS f, 'Infinity'::DOUBLE AS "in f"`, { d: 'NaN', f: '-Infinity', 'in f': 'Infinity' }],
  [`SELECT [1.5, NULL, ${NAN}] AS l, [[${LOW}]] AS ll`, { l: [1.5, null, 'NaN'], ll: [['-Infinity']] }],
  [`SELECT MAP {'a': ${NAN}, 'b': 2} AS m`, { m: { a: 'NaN', b: 2 } }],
  [
    `SELECT {'d': ${NAN}, 'n': 1, 'in ''s': [{'f': ${LOW}}]} AS s, NULL::STRUCT(d DOUBLE) AS t`,
    { s: { d: 'NaN', n: 1, "in 's": [{ f: '-Infinity' }] }, t: null },
  ],
  ['SELECT NULL::DOUBLE AS d, NULL::DOUBLE[] AS l, NULL::MAP(VARCHAR, DOUBLE) AS m', { d: null, l: null, m: null }],
])('%s is JSON', async (sql, row) => {
  const [line = ''] = await exported(sql);
  expect(JSON.parse(line)).toEqual(row);
});

it('writes other numbers as before, in the order of the rows', async () => {
  const numbers =
    'SELECT 1.1::FLOAT AS a, 1e300::DOUBLE AS b, -0.0::DOUBLE AS c, 0.1::DOUBLE AS d, 5e-324::DOUBLE AS e';
  expect(await exported(numbers)).toEqual(['{"a":1.100000023841858,"b":1e300,"c":-0.0,"d":0.1,"e":5e-324}']);
  const many = 'SELECT (20000 - i)::DOUBLE AS d FROM range(20000) r(i) ORDER BY i';
  const lines = await exported(many);
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([20_000, '{"d":20000.0}', '{"d":1.0}']);
});
