import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Engine, EngineSession } from '@mu-mesh/core';

import { createDuckDbEngine } from './index';

const MB = 1 << 20;
const folder = mkdtempSync(join(tmpdir(), 'engine-disk-'));
const disk = join(folder, 'disk');
mkdirSync(disk);
const mounted = mount();

/** A disk of 4 MB in memory; false where this user may not mount, as root or by sudo. */
function mount(): boolean {
  return [[], ['sudo', '-n']].some((prefix) => {
    try {
      run([...prefix, 'mount', '-t', 'tmpfs', '-o', 'size=4m,mode=1777', 'tmpfs', disk]);
      return true;
    } catch {
      return false;
    }
  });
}

function run([command = '', ...args]: readonly string[]): void {
  execFileSync(command, args, { stdio: 'pipe' });
}

afterAll(() => {
  if (mounted) run([...(process.getuid?.() === 0 ? [] : ['sudo', '-n']), 'umount', disk]);
  rmSync(folder, { recursive: true });
});

if (!mounted) {
  it('needs a user that may mount a tmpfs', () => {
    process.stderr.write(
      '\nNOT PROVEN HERE: DISK_FULL of the engine. Mounting a tmpfs is not allowed to this user; run it as root.\n',
    );
    expect(process.env['CI']).toBeUndefined();
  });
} else {
  describe('a full disk', () => {
    let engine: Engine;
    let session: EngineSession;
    const files = (): string[] =>
      readdirSync(disk, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name);

    beforeEach(() => {
      engine = createDuckDbEngine();
      expect(statfsSync(disk).blocks * statfsSync(disk).bsize).toBe(4 * MB);
    });
    afterEach(async () => {
      await engine.close();
      expect(files()).toEqual([]);
    });

    const open = async (memoryLimit: number, temporaryDirectory: string): Promise<void> => {
      session = await engine.open({ memoryLimit, threads: 2, temporaryDirectory, paths: [folder] });
    };

    it.each([[[]], [['k']]])(
      'ends staging with DISK_FULL and leaves nothing (partitioned by %j)',
      async (partitionBy) => {
        await open(256 * MB, join(folder, 'spill'));
        const scope = await session.scope();
        const relation = await scope.query('SELECT uuid() AS u, i % 3 AS k FROM range(1000000) r(i)');
        const directory = join(disk, 't');
        await expect(scope.stage(relation, { directory, partitionBy })).rejects.toMatchObject({
          code: 'DISK_FULL',
          exit: 3,
          retry: true,
        });
        expect(files()).toEqual([]);
        const staged = await scope.stage(await scope.query('SELECT 1 AS a'), { directory, partitionBy: [] });
        expect([staged.rows, files().length]).toEqual([1, 1]);
        rmSync(directory, { recursive: true });
      },
    );

    it('ends spilling with DISK_FULL and leaves nothing', async () => {
      await open(64 * MB, join(disk, 'spill'));
      const scope = await session.scope();
      const relation = await scope.query(
        "SELECT hash(i) AS h, i::VARCHAR || 'abcdefgh' AS name FROM range(4000000) r(i) ORDER BY h",
      );
      await expect(scope.stage(relation, { directory: join(folder, 't'), partitionBy: [] })).rejects.toMatchObject({
        code: 'DISK_FULL',
        exit: 3,
      });
    });
  });
}
