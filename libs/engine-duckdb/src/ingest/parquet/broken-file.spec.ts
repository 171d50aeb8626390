import { readFileSync, writeFileSync } from 'node:fs';

import { field } from '@mu-mesh/core';

import { DuckDbError } from '../../duckdb-error';
import { Harness } from '../testing/harness';
import { isBroken } from './broken-file';

const harness = new Harness();
afterAll(() => harness.close());

describe('one of several Parquet files', () => {
  test('is damaged behind a sound footer: it is named, in words that are not the engine’s', async () => {
    const paths: string[] = [];
    for (const name of ['a', 'b', 'c'])
      paths.push(await harness.parquetFile(`${name}.parquet`, 'SELECT i AS id FROM range(5000) t(i)'));
    const [, second = ''] = paths;
    writeFileSync(second, readFileSync(second).fill(0xff, 4, 200));
    await expect(harness.parquet(paths)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: `${second} is no readable Parquet file: its content is damaged.`,
      hint: 'Get the file again; it may be incomplete.',
    });
  });

  test('has a value that does not fit the declared type: it is named', async () => {
    const good = await harness.parquetFile('good.parquet', "SELECT '1' AS a");
    const unfit = await harness.parquetFile('unfit.parquet', "SELECT 'z' AS a");
    await expect(
      harness.read({
        kind: 'scan',
        format: 'parquet',
        options: {},
        files: [{ path: good }, { path: unfit }],
        badRows: 'QUARANTINE',
        schema: [field('a', 'long')],
      }),
    ).rejects.toMatchObject({ exit: 1, message: expect.stringContaining(`${unfit}: `) });
  });
});

test.each([
  ['IO', 'DECIMAL requires a length and scale specifier!', true],
  ['IO', 'Could not read enough bytes from file "x": attempted to read 8 bytes from location 9', true],
  ['IO', 'Could not read from file "x": Invalid argument', true],
  ['IO', 'Could not read from file "x": Input/output error', false],
  ['IO', 'Cannot open file "x": No such file or directory', false],
  ['IO', 'Could not write file "x": No space left on device', false],
  ['IO', 'No files found that match the pattern "x"', false],
  ['Invalid', "don't know what type: ", true],
  ['Invalid Input', 'Failed to read file "x": Snappy decompression failure', true],
  ['Out of Memory', 'could not allocate block of size 256.0 KiB', false],
  ['INTERRUPT', 'Interrupted!', false],
])('%s: %s: the file’s fault: %s', (type, message, expected) => {
  expect(isBroken(new DuckDbError(type, message))).toBe(expected);
});
