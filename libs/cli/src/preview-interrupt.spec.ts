import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { runCli, temporaryFolder } from './testing/cli';

/** Waits for something, looking every few milliseconds, 20 seconds at most. */
async function until(there: () => boolean): Promise<void> {
  for (let times = 0; !there(); times++) {
    if (times > 10_000) throw new Error('it never came');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe('a preview that is interrupted midway', () => {
  const cwd = temporaryFolder();
  const temporary = join(cwd, 'tmp');
  beforeAll(() => {
    mkdirSync(temporary);
    jest.spyOn(os, 'tmpdir').mockReturnValue(temporary);
    const row = `{"id": 1, "note": "${'x'.repeat(200)}", "list": [1, 2, 3]}`;
    writeFileSync(join(cwd, 'long.json'), `[${Array<string>(40_000).fill(row).join(',\n')}]`);
  });
  afterAll(() => jest.restoreAllMocks());

  it.each([
    ['SIGINT', 130, 'spill'],
    ['SIGTERM', 143, ''],
  ])(
    '%s: says so, prints no rows and leaves no temporary file',
    async (reason, exit, begun) => {
      const interrupt = new AbortController();
      const running = runCli(['preview', 'long.json', '--json'], { cwd, signal: interrupt.signal });
      await until(() => readdirSync(temporary).some((name) => existsSync(join(temporary, name, begun))));
      interrupt.abort(reason);
      const ended = await running;
      expect(ended.exit).toBe(exit);
      expect(JSON.parse(ended.stdout)).toMatchObject({
        exit,
        result: null,
        issues: [{ code: 'INTERRUPTED', message: `interrupted by ${reason}` }],
      });
      expect(readdirSync(temporary)).toEqual([]);
    },
    30_000,
  );
});
