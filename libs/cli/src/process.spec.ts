import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './testing/cli';

const BIN = join(__dirname, '..', 'bin', 'mesh.js');
jest.setTimeout(60_000);
const cwd = temporaryFolder();

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

function mesh(
  args: readonly string[],
  options: { node?: readonly string[]; bin?: string; env?: Record<string, string> } = {},
): Ended {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...(options.node ?? []), options.bin ?? BIN, ...args],
    {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, ...options.env },
    },
  );
  return { status, stdout, stderr };
}

/** Writes the loaded modules into a file when the process ends. */
function modulesOf(args: readonly string[]): { ended: Ended; modules: string } {
  const hook = join(cwd, 'hook.cjs');
  const list = join(cwd, 'modules.txt');
  writeFileSync(
    hook,
    `process.on('exit', () => require('node:fs').writeFileSync(process.env.MODULES, Object.keys(require.cache).join('\\n')));`,
  );
  const ended = mesh(args, { node: ['--require', hook], env: { MODULES: list } });
  return { ended, modules: readFileSync(list, 'utf8') };
}

beforeAll(() => {
  if (!existsSync(join(__dirname, '..', 'dist', 'process.js')))
    throw new Error('These tests run the built program: npx nx run-many -t build');
  expect(mesh(['init']).status).toBe(0);
  expect(modulesOf(['run', '--quiet'])).toMatchObject({
    ended: { status: 0, stdout: '' },
    modules: expect.stringContaining('@duckdb'),
  });
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('the process', () => {
  it('says how to build where it is not built', () => {
    const bin = join(cwd, 'unbuilt', 'bin', 'mesh.js');
    mkdirSync(join(cwd, 'unbuilt', 'bin'), { recursive: true });
    copyFileSync(BIN, bin);
    const { status, stderr } = mesh(['--version'], { bin });
    expect(status).toBe(2);
    expect(stderr).toContain('npx nx run-many -t build');
  });

  it('prints its version without loading the engine, the configuration or a table library', () => {
    const { ended, modules } = modulesOf(['--version']);
    expect([ended.status, ended.stdout]).toEqual([0, '0.1.0\n']);
    expect(modules).not.toMatch(/node_modules\/(@duckdb|ajv|yaml|cli-table3)\/|libs\/(core|lakehouse|engine-duckdb)\//);
  });

  it('never loads DuckDB where there is nothing to do', () => {
    const { ended, modules } = modulesOf(['run']);
    expect(ended.status).toBe(0);
    expect(ended.stdout).toMatch(/^3 skipped in /m);
    expect(modules).not.toContain('@duckdb');
  });

  it('loads the parts that a command needs, each once', () => {
    const { ended, modules } = modulesOf(['plan', '--json']);
    expect(ended.status).toBe(0);
    expect(modules).toContain('libs/core/dist/plan/plan.js');
    expect(modules).not.toMatch(/node_modules\/(@mu-mesh|@duckdb|yaml)\//);
    expect(modules).not.toMatch(/dist\/(duckdb-engine|run\/run|contract-diff\/mesh|data-diff\/data-diff)\.js/);
  });

  it('ends quietly when the reader of stdout has gone', async () => {
    const child = spawn(process.execPath, [BIN, 'history', 'shop.raw.orders', '--json'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const errors: string[] = [];
    child.stderr.on('data', (data: Buffer) => errors.push(data.toString()));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect([status, errors.join('')]).toEqual([0, '']);
  });

  it('says so where a full disk takes only a part of what it prints, or nothing', () => {
    writeFileSync(join(cwd, 'long.csv'), Array.from({ length: 2000 }, (_, i) => `${i},${'x'.repeat(20)}\n`).join(''));
    const shell = (script: string): Ended => {
      const { status, stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, BIN], {
        cwd,
        encoding: 'utf8',
      });
      return { status, stdout, stderr };
    };
    // A process may write 8 KiB into a file here, which cuts a longer write short as a full disk does.
    const cut = shell('ulimit -f 8; "$0" "$1" preview long.csv --limit 1000 --format csv > cut.csv');
    expect(cut).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^error: the output could not be written: /),
    });
    const full = shell('"$0" "$1" plan > /dev/full');
    expect(full).toMatchObject({ status: 3, stderr: expect.stringContaining('no space left on device') });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('after %s stops, leaves the tables unchanged and exits %d', async (signal, expected) => {
    writeFileSync(join(cwd, 'domains/shop/silver/orders/cleaned.sql'), SLOW);
    const child = spawn(process.execPath, [BIN, 'run', '--json'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
    const started = new Promise<void>((resolve) => {
      child.stderr.on('data', (data: Buffer) => {
        output.stderr += data.toString();
        if (output.stderr.includes('shop.silver.orders started')) resolve();
      });
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    await started;
    child.kill(signal);
    expect(await ended).toBe(expected);
    expect(JSON.parse(output.stdout)).toMatchObject({ exit: expected, ok: false });
    expect(output.stderr).not.toContain('    at ');
    expect(existsSync(join(cwd, '.mesh', 'tmp')) ? readdirSync(join(cwd, '.mesh', 'tmp')) : []).toEqual([]);
    expect(JSON.parse(mesh(['history', 'shop.silver.orders', '--format', 'json']).stdout).versions).toHaveLength(1);
  });
});

/** Minutes of work for one statement. */
const SLOW = `SELECT o.order_id, o.ordered_on, o.customer, (sum(a.range * b.range) % 100)::DECIMAL(10,2) AS amount
FROM shop.raw.orders o, range(3000000) a, range(100000) b
GROUP BY ALL
`;
