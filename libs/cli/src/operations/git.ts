import { execFileSync } from 'node:child_process';
import { MeshError } from '@mu-mesh/core';

/** Bytes that git may print at most. */
const MOST = 1024 ** 3;
const HINT = 'See what `git status` and `git fsck` say; in CI, fetch the whole history.';

/** What git printed. Throws USAGE with git's own words where it fails. Never through a shell. */
export function git(root: string, args: readonly string[], input = ''): Buffer {
  const run = runGit(root, args, input);
  if (run.status === 0) return run.stdout;
  throw failure(root, args, run);
}

/** The same, where exit status 1 is an answer: there is none. Undefined then. */
export function askGit(root: string, args: readonly string[]): string | undefined {
  const run = runGit(root, args, '');
  if (run.status === 1) return undefined;
  if (run.status === 0) return run.stdout.toString('utf8').trim();
  throw failure(root, args, run);
}

interface GitRun {
  /** Null where it did not end by itself. */
  status: number | null;
  stdout: Buffer;
  /** What git says is wrong. */
  words: string;
}

function runGit(root: string, args: readonly string[], input: string): GitRun {
  try {
    const env = { ...process.env, LC_ALL: 'C' };
    const stdout = execFileSync('git', args, { cwd: root, env, input, maxBuffer: MOST, stdio: 'pipe' });
    return { status: 0, stdout, words: '' };
  } catch (error) {
    const { code, status, signal, stderr } = error as NodeJS.ErrnoException & {
      status?: number | null;
      signal?: string | null;
      stderr?: Buffer | null;
    };
    if (code === 'ENOENT')
      throw new MeshError('USAGE', 'git is not installed, or not on the path', { hint: 'Install git.', cause: error });
    const ended = signal ? `it was ended by ${signal}` : `it exited with ${status ?? code ?? 'no status'}`;
    return { status: status ?? null, stdout: Buffer.alloc(0), words: firstLine(stderr) ?? ended };
  }
}

function firstLine(stderr: Buffer | null | undefined): string | undefined {
  const lines = (stderr?.toString('utf8') ?? '').split('\n').map((line) => line.trim());
  const line = lines.find((one) => /^(?:fatal|error):/.test(one)) ?? lines.find((one) => one !== '');
  return line?.replace(/^(?:fatal|error): /, '');
}

function failure(root: string, args: readonly string[], { words }: GitRun): MeshError {
  if (words.startsWith('not a git repository'))
    return new MeshError('USAGE', `${root} is in no git repository`, { hint: 'Run it in a git work tree.' });
  const hint = words.includes('dubious ownership')
    ? 'The repository belongs to somebody else: `git config --global --add safe.directory` with its folder trusts it.'
    : HINT;
  return new MeshError('USAGE', `\`git ${args[0] ?? ''}\` failed: ${words}`, { hint });
}
