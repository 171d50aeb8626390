import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withLock } from './lock';

/** Not under node_modules, which every `npm ci` empties. */
const CACHE = resolve(__dirname, '../../../.venv');
const OLDEST_MINOR = 10;

/** delta-rs, the independent reader and writer of Delta tables that tests judge ours by, and what it reads with. */
export const DELTA_RS = ['deltalake==1.6.6', 'pyarrow==24.0.0'] as const;

/** A Python with packages of its own. */
export interface PythonVenv {
  /** Absolute path of the interpreter. */
  python: string;
  /** Runs a program given as text with arguments; returns its stdout. Throws with its stderr where it fails. */
  run(program: string, ...args: string[]): string;
}

/**
 * A virtual environment with exactly these packages (`name==version`), made once and kept under
 * .venv/; processes that ask at the same time wait for one of them to make it.
 *
 * Throws, saying what is missing, where there is no Python 3.10 or newer with venv, or pip cannot install: a test that
 * needs it fails, it is never skipped.
 */
export function pythonVenv(packages: readonly string[]): PythonVenv {
  const unpinned = packages.filter((name) => !/^[\w.-]+==[\w.!+-]+$/.test(name));
  if (unpinned.length > 0) throw new Error(`Not pinned exactly (name==version): ${unpinned.join(', ')}`);
  const host = findPython();
  const key = createHash('sha256')
    .update([host.version, ...[...packages].sort()].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const root = join(CACHE, key);
  const python = join(root, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!isReady(root, python)) {
    mkdirSync(CACHE, { recursive: true });
    withLock(`${root}.lock`, () => {
      if (!isReady(root, python)) make(host.file, root, python, packages);
    });
  }
  return {
    python,
    run: (program, ...args) =>
      execFileSync(python, ['-I', '-c', program, ...args], { encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 28 }),
  };
}

function isReady(root: string, python: string): boolean {
  return existsSync(join(root, 'ready')) && existsSync(python);
}

function make(host: string, root: string, python: string, packages: readonly string[]): void {
  rmSync(root, { recursive: true, force: true });
  try {
    execFileSync(host, ['-m', 'venv', root], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    rmSync(root, { recursive: true, force: true });
    throw new Error(`Python's venv is missing. On Debian or Ubuntu: apt-get install python3-venv\n${outputOf(error)}`);
  }
  try {
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-input',
      '--only-binary',
      ':all:',
    ];
    execFileSync(python, [...pip, ...packages], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    throw new Error(`pip could not install ${packages.join(', ')}; it needs a package index.\n${outputOf(error)}`);
  }
  mkdirSync(join(root, 'ready.tmp'), { recursive: true });
  renameSync(join(root, 'ready.tmp'), join(root, 'ready'));
}

function findPython(): { file: string; version: string } {
  const names = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
  const seen: string[] = [];
  for (const file of names) {
    const version = versionOf(file);
    const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
    if (version !== undefined && major === 3 && minor >= OLDEST_MINOR) return { file, version };
    if (version !== undefined) seen.push(`${file} is ${version}`);
  }
  const found = seen.length > 0 ? seen.join(', ') : 'there is none on the PATH';
  throw new Error(
    `These tests need Python 3.${OLDEST_MINOR} or newer with venv (${found}). On Debian or Ubuntu: apt-get install python3-venv`,
  );
}

function versionOf(file: string): string | undefined {
  try {
    const program = 'import sys; print("%d.%d.%d" % sys.version_info[:3])';
    return execFileSync(file, ['-I', '-c', program], {
      encoding: 'utf8',
      env: process.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

function outputOf(error: unknown): string {
  const { stderr, stdout } = (error ?? {}) as { stderr?: unknown; stdout?: unknown };
  const said = [stderr, stdout].flatMap((text) =>
    typeof text === 'string' && text.trim() !== '' ? [text.trim()] : [],
  );
  return said.length > 0 ? said.join('\n') : String(error);
}
