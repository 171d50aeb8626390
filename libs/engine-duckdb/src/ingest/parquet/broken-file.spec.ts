import { readFileSync, writeFileSync } from 'node:fs';

import { field } from '@mu-mesh/core';

import { Harness } from '../testing/harness';

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
