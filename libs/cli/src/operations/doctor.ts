import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, linkSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { MeshContext } from '@mu-mesh/core';
import { bytes } from '../render/figures';

export interface Check {
  name: string;
  status: 'ok' | 'warn' | 'fail';
  message: string;
  /** What to do; null where nothing is to be done. */
  advice: string | null;
}

/** Looks at what mesh needs from this machine. `found`: whether there is a workspace. */
export async function doctor(context: MeshContext, found: boolean): Promise<{ checks: Check[] }> {
  const { properties, root } = context.workspace;
  const lake = nearestFolder(properties.lake);
  return {
    checks: [
      node(process.versions.node),
      await engine(context),
      found
        ? ok('workspace', root)
        : warn('workspace', `none at or above ${root}`, 'Make one with `mesh init`, or give --workspace DIR.'),
      ...lakeChecks(lake, properties.unsafe),
      disk(lake),
      memory(properties.memoryLimit, totalmem()),
      program(
        'python',
        ['python3', '--version'],
        'Only the tests of mu-mesh itself need it: install Python 3.10 or newer with venv.',
      ),
      program('git', ['git', '--version'], 'Install git to use versions and `nx affected`.'),
    ],
  };
}

/** Node 20.19 is the oldest that works. */
export function node(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    return fail('node', version, 'Install Node 22 or newer; 20.19 is the oldest that works.');
  return major < 22 ? warn('node', `${version} works`, 'Node 22 or newer is recommended.') : ok('node', version);
}

async function engine(context: MeshContext): Promise<Check> {
  try {
    const loaded = context.engine();
    const [analysis] = await loaded.analyse(['SELECT 1']);
    const works = analysis?.findings.length === 0;
    return works
      ? ok('engine', `${loaded.name} ${loaded.majorVersion} loads`)
      : fail('engine', 'does not parse `SELECT 1`', 'Install again: npm ci');
  } catch (error) {
    return fail('engine', reason(error), 'Install again with `npm ci`, on a platform that DuckDB has binaries for.');
  }
}

function lakeChecks(lake: string, unsafe: boolean): Check[] {
  let probe: string | undefined;
  try {
    probe = mkdtempSync(join(lake, '.mesh-doctor-'));
    writeFileSync(join(probe, 'a'), '');
  } catch (error) {
    if (probe !== undefined) rmSync(probe, { recursive: true, force: true });
    return [
      fail(
        'lake',
        `cannot write to ${lake}: ${reason(error)}`,
        'Give this user the right to write, or set "lake" in global-properties.json.',
      ),
    ];
  }
  try {
    linkSync(join(probe, 'a'), join(probe, 'b'));
    return [ok('lake', `can write to ${lake}`), ok('hard links', 'supported: concurrent writers are safe')];
  } catch {
    const advice =
      'Put the lake on a file system with hard links, or set "unsafe": true knowing that writers may overwrite each other.';
    const finding = unsafe ? warn : fail;
    return [ok('lake', `can write to ${lake}`), finding('hard links', `not supported in ${lake}`, advice)];
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

function disk(folder: string): Check {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const message = `${bytes(free)} free in ${folder}`;
  return free < 2 ** 30
    ? warn('disk', message, 'Free some space: runs stage whole new versions before they commit.')
    : ok('disk', message);
}

/** The engine may use `limit` of `total` bytes. */
export function memory(limit: number, total: number): Check {
  const message = `the engine may use ${bytes(limit)} of ${bytes(total)}`;
  if (limit > total * 0.9)
    return warn(
      'memory',
      message,
      'Lower "memory_limit" in global-properties.json: the rest of the machine needs some too.',
    );
  return limit < 256 * 2 ** 20
    ? warn('memory', message, 'Raise "memory_limit" in global-properties.json to 256 MiB or more.')
    : ok('memory', message);
}

function program(name: string, [command = '', ...args]: readonly string[], advice: string): Check {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 5000 });
  return status === 0 ? ok(name, `${stdout}${stderr}`.trim()) : warn(name, `${command} is not there`, advice);
}

/** The folder itself, or the nearest one above it that exists. */
function nearestFolder(path: string): string {
  const parent = dirname(path);
  return existsSync(path) || parent === path ? path : nearestFolder(parent);
}

function ok(name: string, message: string): Check {
  return { name, status: 'ok', message, advice: null };
}

function warn(name: string, message: string, advice: string): Check {
  return { name, status: 'warn', message, advice };
}

function fail(name: string, message: string, advice: string): Check {
  return { name, status: 'fail', message, advice };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
