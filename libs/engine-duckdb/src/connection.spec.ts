import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Instance } from './instance';

it('gives a statement up that no interrupt reaches', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-connection-'));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const instance = await Instance.create({}, 500);
  const connection = await instance.connect();
  // Nobody writes into the pipe: the engine hangs in the system's open().
  const read = connection.all(`SELECT * FROM read_text('${pipe}')`).catch((error: unknown) => error);
  const other = await instance.connect();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const start = performance.now();
  await Promise.all([instance.close(), instance.close()]);
  expect(await read).toMatchObject({ type: 'INTERRUPT', message: 'The query did not stop in time and was given up.' });
  expect(performance.now() - start).toBeGreaterThan(400);
  expect(performance.now() - start).toBeLessThan(10_000);
  await expect(other.all('SELECT 1')).rejects.toMatchObject({ type: 'INTERRUPT' });
  expect([await connection.close(), await other.close()]).toEqual([false, true]);
  closeSync(openSync(pipe, constants.O_RDWR));
  rmSync(folder, { recursive: true });
});
