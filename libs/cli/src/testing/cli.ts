import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sink } from '../io';
import { main } from '../main';

export interface CliRun {
  exit: number;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd: string;
  env?: Record<string, string>;
  tty?: boolean;
  signal?: AbortSignal;
}

/** Runs one command line in this process. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliRun> {
  const stdout = buffer(options.tty ?? false);
  const stderr = buffer(options.tty ?? false);
  const signal = options.signal ?? new AbortController().signal;
  const exit = await main(args, { stdout, stderr, env: options.env ?? {}, cwd: options.cwd, signal });
  return { exit, stdout: stdout.text(), stderr: stderr.text() };
}

/** A new folder for one test. */
export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'mesh-cli-')));
}

function buffer(isTTY: boolean): Sink & { text(): string } {
  const parts: string[] = [];
  return { write: (text) => void parts.push(text), isTTY, columns: 100, text: () => parts.join('') };
}
