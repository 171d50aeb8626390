import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { sourceFlags } from '@mu-mesh/core/testing/run-source';

/** Milliseconds after which a process that does not end is killed. */
const GIVE_UP = 20_000;

export interface Signals {
  /** Milliseconds to the first signal … */
  wait: number;
  /** … from the moment that this stands on stderr; without it, from the start. */
  from?: string;
  /** The signals, with `gap` milliseconds between them. */
  send: NodeJS.Signals[];
  gap: number;
}

export interface Ended {
  status: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  /** Milliseconds from the last signal to the end; undefined where the process had ended before. */
  took: number | undefined;
  /** Milliseconds from the start, and from the first word on stderr, to the end. */
  lasted: { start: number; word: number };
}

/** The real command line in a process of its own, which gets signals. */
export async function signalled(root: string, args: readonly string[], signals: Signals): Promise<Ended> {
  const script = join(__dirname, '..', 'mesh-cli.ts');
  const child = spawn(process.execPath, [...sourceFlags(), script, JSON.stringify(args)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  const start = Date.now();
  let [word, last] = [start, 0];
  const timers: NodeJS.Timeout[] = [];
  const send = (): void => {
    signals.send.forEach((name, index) => {
      const at = signals.wait + index * signals.gap;
      timers.push(setTimeout(() => child.exitCode === null && child.kill(name) && (last = Date.now()), at));
    });
    timers.push(setTimeout(() => child.kill('SIGKILL'), signals.wait + GIVE_UP));
  };
  if (signals.from === undefined) send();
  child.stdout.on('data', (data: Buffer) => (text.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => {
    if (text.stderr === '') word = Date.now();
    text.stderr += data.toString();
    if (timers.length === 0 && signals.from !== undefined && text.stderr.includes(signals.from)) send();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      timers.forEach(clearTimeout);
      const end = Date.now();
      const took = last === 0 ? undefined : end - last;
      resolve({ status, signal, ...text, took, lasted: { start: end - start, word: end - word } });
    });
  });
}
