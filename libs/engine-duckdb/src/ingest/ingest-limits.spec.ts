import { chmodSync, closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { field } from '@mu-mesh/core';

import { Harness } from './testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

const rows = process.env['MU_MESH_FULL'] ? 2_000_000 : 40_000;

function writeRows(name: string, row: (n: number) => string, header = ''): string {
  const path = join(harness.folder, name);
  const file = openSync(path, 'w');
  writeSync(file, header);
  for (let from = 0; from < rows; from += 10_000)
    writeSync(file, Array.from({ length: Math.min(10_000, rows - from) }, (_, n) => row(from + n)).join(''));
  closeSync(file);
  return path;
}

describe('what an ingest stands', () => {
  test('every second row bad: all are kept, in bounded memory', async () => {
    const path = writeRows('half.csv', (n) => (n % 2 ? `${n},text ${n}\n` : `n${n},text ${n}\n`), 'a,b\n');
    const before = process.memoryUsage.rss();
    const read = await harness.csv([path], {}, { schema: { a: 'long', b: 'string' }, limit: 0 });
    expect([read.in, read.out, read.quarantined]).toEqual([rows, rows / 2, rows / 2]);
    expect(read.rows.length).toBe(0);
    expect(process.memoryUsage.rss() - before).toBeLessThan(1.3e9);
  });

  test('the same for NDJSON', async () => {
    const path = writeRows('half.json', (n) => (n % 2 ? `{"a":${n}}\n` : `{"a":"n${n}"}\n`));
    const read = await harness.json([path], {}, { schema: { a: 'long' }, limit: 0 });
    expect([read.in, read.out, read.quarantined]).toEqual([rows, rows / 2, rows / 2]);
  });

  test('objects without any of the columns are rows', async () => {
    const path = harness.write('empty.json', '{}\n{"z":1}\noops\n{"a":null}\n{"a":1}\n');
    const read = await harness.json([path], {}, { schema: { a: 'long', n: 'string' } });
    expect([read.in, read.out, read.quarantined]).toEqual([5, 4, 1]);
    expect(read.bad.map(({ line, row }) => [line, row])).toEqual([[3, 'oops']]);
  });

  test('a JSON object over 16 MB', async () => {
    const path = harness.write('large.json', `{"a":1,"b":"${'x'.repeat(17_000_000)}"}\n{"a":2}\n`);
    const read = await harness.json([path], {}, { schema: { a: 'long', b: 'string' }, limit: 0 });
    expect([read.in, read.out]).toEqual([2, 2]);
    const larger = harness.write('larger.json', `{"a":1,"b":"${'x'.repeat(34_000_000)}"}\n{"a":2}\n`);
    await expect(harness.json([larger], {}, { schema: { a: 'long', b: 'string' } })).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: `${larger}: an object is longer than 32 MiB.`,
    });
  });

  test('PERMISSIVE into partitions', async () => {
    const path = harness.write('parts.csv', 'a,p\n1,x\nno,x\n3,y\n4,\n');
    const read = await harness.csv(
      [path],
      {},
      { schema: { a: 'long', p: 'string', _bad: 'string' }, mode: 'PERMISSIVE', corrupt: '_bad', partitionBy: ['p'] },
    );
    expect(read.rows.map((row) => row.join('|')).sort()).toEqual(['1|x|', '3|y|', '4||', '|x|no,x'].sort());
  });

  test('Parquet by name; another type of a column is an error', async () => {
    const one = await harness.parquetFile('one.parquet', `SELECT 1::BIGINT AS a, 'x' AS b`);
    const two = await harness.parquetFile('two.parquet', `SELECT 'y' AS b, 2::BIGINT AS a, true AS c`);
    const three = await harness.parquetFile('three.parquet', `SELECT 'z' AS a`);
    const read = await harness.parquet([one, two]);
    expect([read.columns, read.rows]).toEqual([
      ['a:long', 'b:string', 'c:boolean'],
      [
        ['1', 'x', null],
        ['2', 'y', 'true'],
      ],
    ]);
    await expect(harness.parquet([one, three])).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: `${three}: column "a" is string, in ${one} it is long.`,
    });
    await expect(
      harness.read({
        kind: 'scan',
        format: 'parquet',
        options: {},
        files: [{ path: three }],
        badRows: 'QUARANTINE',
        schema: [field('a', 'long')],
      }),
    ).rejects.toMatchObject({ exit: 1 });
  });

  test('a file that may not be read', async () => {
    const path = harness.write('secret.csv', 'a,b\n1,x\n');
    chmodSync(path, 0o000);
    chmodSync(harness.folder, 0o755);
    await harness.csv([harness.write('open.csv', 'a,b\n1,x\n')]);
    const root = process.getuid?.() === 0;
    if (root) process.seteuid?.(65534);
    try {
      await expect(harness.csv([path])).rejects.toMatchObject({
        code: 'SOURCE_UNREADABLE',
        message: expect.stringContaining(`${path} cannot be read`),
      });
    } finally {
      if (root) process.seteuid?.(0);
    }
  });
});
