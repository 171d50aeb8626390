import { main, runProcess, type Envelope } from '@mu-mesh/cli';
import { runSource } from '@mu-mesh/core/testing/run-source';

export interface CliResult {
  exit: number;
  stdout: string;
  stderr: string;
}

/** One command line in this process, as a pipe would see it. */
export async function mesh(
  root: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<CliResult> {
  const text = { stdout: '', stderr: '' };
  const sink = (stream: 'stdout' | 'stderr') => ({
    write: (part: string) => void (text[stream] += part),
    isTTY: false,
    columns: 120,
  });
  const exit = await main(args, {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env,
    cwd: root,
    signal: new AbortController().signal,
  });
  return { exit, ...text };
}

/** One command line with `--json`, and its document. */
export async function meshJson(
  root: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Envelope> {
  const { stdout } = await mesh(root, [...args, '--json'], env);
  return JSON.parse(stdout) as Envelope;
}

/** The real command line in a process of its own, as another user where a `uid` is given. */
export function meshProcess(
  root: string,
  args: readonly string[],
  options: { uid?: number } = {},
): Promise<{ status: number | null; signal: string | null; output: string }> {
  return runSource(__filename, args, { cwd: root, ...options });
}

/** Lines of a stack trace; none may reach a user. */
export const STACK_TRACE = /^\s+at (?:\S+ \()?(?:\/|file:|node:)/m;

if (require.main === module) {
  process.argv.splice(2, 1, ...(JSON.parse(process.argv[2] ?? '[]') as string[]));
  runProcess();
}
