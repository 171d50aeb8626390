import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDuckDbEngine } from '@mu-mesh/engine-duckdb';
import { temporaryFolder } from '../testing/cli';
import { previewRows } from './preview-file';

const folder = temporaryFolder();
const temporary = join(folder, 'temporary');
const engine = createDuckDbEngine();
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

it('copies nothing of a Parquet file, and names a broken one', async () => {
  mkdirSync(temporary);
  const session = await engine.open({
    memoryLimit: 1 << 28,
    threads: 2,
    temporaryDirectory: join(temporary, 'spill'),
    paths: [folder],
  });
  const scope = await session.scope();
  const path = join(folder, 'x.parquet');
  await scope.export(await scope.query('SELECT i AS id FROM range(500000) r(i)'), { format: 'parquet', path });
  const rows = await previewRows(scope, 'parquet', [path], temporary);
  expect(await scope.rows(rows, 2)).toEqual([['0'], ['1']]);
  expect(readdirSync(temporary, { recursive: true })).toEqual(['spill']);
  writeFileSync(path, 'no Parquet, but text');
  await expect(previewRows(scope, 'parquet', [path], temporary)).rejects.toMatchObject({
    code: 'DATA_INVALID',
    message: expect.stringContaining(path),
  });
});
