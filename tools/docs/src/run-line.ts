import { spawnSync } from 'node:child_process';
import { main } from '@mu-mesh/cli';

const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@mu-mesh.test'];

/** One line of a page, `mesh …` or `git …`, without a shell: words are parted by spaces. */
export async function runLine(line: string, cwd: string): Promise<{ exit: number; output: string }> {
  const [program, ...args] = line.split(' ');
  if (program === 'git') {
    const { status, stdout, stderr } = spawnSync('git', [...AUTHOR, ...args], { cwd, encoding: 'utf8' });
    return { exit: status ?? -1, output: stdout + stderr };
  }
  if (program !== 'mesh') throw new Error(`a page runs mesh and git only, not: ${line}`);
  let output = '';
  const sink = { write: (text: string): void => void (output += text), isTTY: false, columns: 160 };
  const signal = new AbortController().signal;
  const exit = await main(args, { stdout: sink, stderr: sink, env: {}, cwd, signal });
  return { exit, output };
}
