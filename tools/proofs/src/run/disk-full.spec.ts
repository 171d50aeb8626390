import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STACK_TRACE, mesh, meshJson } from '../mesh-cli';
import { Scratch, pipeline } from './scratch';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';
const KIB = 1024;
const STEP = process.env['MU_MESH_FULL'] === undefined ? 64 : 16;
/** From 64 KiB up, in KiB. */
const SIZES = Array.from(
  { length: process.env['MU_MESH_FULL'] === undefined ? 16 : 64 },
  (_, index) => 64 + index * STEP,
);

const disk = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-disk-')));
const mounted = mount(`size=${4 * KIB}k`);

/** A disk in memory; false where this user may not mount. */
function mount(options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** Text that does not compress: `rows` good lines, and as many that are refused. */
function lines(rows: number): string {
  const noise = (n: number): string => createHash('sha512').update(String(n)).digest('base64');
  const text = Array.from({ length: rows }, (_, n) => `${n},${noise(n)}\nx${n},${noise(-n)}\n`);
  return `id,note\n${text.join('')}`;
}

function clear(): void {
  for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
}

afterAll(() => {
  if (mounted) execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

if (!mounted) {
  it('needs a user that may mount a tmpfs', () => {
    process.stderr.write(
      '\nNOT PROVEN HERE: runs on a full disk. Mounting a tmpfs is not allowed to this user; run it as root.\n',
    );
    expect(process.env['CI']).toBeUndefined();
  });
} else {
  describe('a disk that is full', () => {
    let scratch: Scratch;
    let expected: string[];
    const outcomes = { full: 0, committed: 0 };

    beforeAll(async () => {
      scratch = new Scratch({
        [`${FOLDER}/pipeline.json`]: pipeline(
          [
            {
              type: 'IngestCSV',
              name: 'lines',
              file_location: 'data/*.csv',
              schema: { id: 'BIGINT', note: 'VARCHAR' },
              additional_attributes: { header: 'true' },
            },
          ],
          [{ type: 'DestinationDefaultCatalog', table_name: ORDERS, mode: 'append' }],
        ),
        [`${FOLDER}/data/1.csv`]: 'id,note\n1,first\n',
        'global-properties.json': JSON.stringify({ lake: join(disk, 'lake'), memory_limit: '512MB', threads: 1 }),
      });
      await scratch.run();
      mkdirSync(join(scratch.root, 'saved'));
      cpSync(disk, join(scratch.root, 'saved'), { recursive: true, preserveTimestamps: true });
      scratch.write(`${FOLDER}/data/2.csv`, lines(3000));
      expect((await mesh(scratch.root, ['run'])).exit).toBe(0);
      expected = await rows();
      expect(expected).toHaveLength(3001);
    });
    afterAll(() => scratch.dispose());

    async function rows(): Promise<string[]> {
      const { stdout } = await mesh(scratch.root, ['preview', ORDERS, '--format', 'csv', '--limit', '100000']);
      return stdout.trim().split('\n').slice(1).sort();
    }

    it.each(SIZES)(
      'of %i KiB: DISK_FULL or a whole commit, nothing in between, and the next run makes it good',
      async (size) => {
        clear();
        cpSync(join(scratch.root, 'saved'), disk, { recursive: true, preserveTimestamps: true });
        execFileSync('mount', ['-o', `remount,size=${size}k`, disk]);
        const text = await mesh(scratch.root, ['run', '--json']);
        const { exit, issues } = JSON.parse(text.stdout) as { exit: number; issues: unknown[] };
        expect(`${text.stdout}${text.stderr}`).not.toMatch(STACK_TRACE);
        const partial = exit === 0 ? expected : ['1,first'];
        outcomes[exit === 0 ? 'committed' : 'full'] += 1;
        if (exit !== 0) {
          expect({ exit, issues }).toMatchObject({ exit: 3, issues: [{ code: 'DISK_FULL' }] });
          expect(
            readdirSync(disk, { recursive: true, encoding: 'utf8' }).filter((path) =>
              /_delta_log\/\d+\.json$/.test(path),
            ),
          ).toHaveLength(1);
        }
        execFileSync('mount', ['-o', `remount,size=${4 * KIB}k`, disk]);
        expect(await rows()).toEqual(partial);
        expect(await meshJson(scratch.root, ['run'])).toMatchObject({ exit: 0 });
        expect(await rows()).toEqual(expected);
        const { result } = await meshJson(scratch.root, ['quarantine', 'list', ORDERS, '--limit', '100000']);
        expect((result as { rows: unknown[] }).rows).toHaveLength(3000);
      },
    );

    it('of these sizes, some were too small and some were not', () => {
      expect(outcomes.full).toBeGreaterThan(3);
      expect(outcomes.committed).toBeGreaterThan(3);
    });
  });
}
