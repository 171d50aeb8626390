import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one process used from its start to its end. */
export interface Usage {
  /** Seconds on the clock, as its parent sees it. */
  wall: number;
  /** Seconds of CPU, user and system, all threads. */
  cpu: number;
  /** Peak resident memory in MiB. */
  rss: number;
}

export interface Ended extends Usage {
  stdout: string;
}

const HOOK = join(__dirname, 'usage-hook.cjs');
let runs = 0;

/** Runs a Node script to its end and measures the whole process. Throws where its exit status is not 0. */
export async function measure(script: string, parameters: readonly string[], cwd: string): Promise<Ended> {
  const usageFile = join(tmpdir(), `bench-usage-${process.pid}-${++runs}.json`);
  const { NODE_OPTIONS: _options, ...environment } = process.env;
  const started = performance.now();
  const child = spawn(process.execPath, ['--require', HOOK, script, ...parameters], {
    cwd,
    env: { ...environment, BENCH_USAGE_FILE: usageFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise((end) => child.once('close', end)),
  ]);
  const wall = (performance.now() - started) / 1000;
  if (child.exitCode !== 0) {
    rmSync(usageFile, { force: true });
    throw new Error(
      `${script} ${parameters.join(' ')} ended with ${child.exitCode ?? child.signalCode}:\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`,
    );
  }
  const { cpu, rss } = JSON.parse(readFileSync(usageFile, 'utf8')) as { cpu: number; rss: number };
  rmSync(usageFile);
  return { wall, cpu, rss, stdout };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
