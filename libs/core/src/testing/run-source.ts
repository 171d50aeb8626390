import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface SourceOptions {
  cwd?: string;
  /** The user that the process runs as; needs root. */
  uid?: number;
}

/** What node needs to run a TypeScript source of this workspace. */
export function sourceFlags(): string[] {
  return ['-C', '@mu-mesh/source', '-r', join(__dirname, 'register.cjs')];
}

/** Runs a TypeScript source of this workspace in a process of its own, with one JSON argument; resolves with the signal that ended it, or its status. */
export function runSource(
  file: string,
  argument: unknown,
  options: SourceOptions = {},
): Promise<{ status: number | null; signal: string | null; output: string }> {
  const child = spawn(process.execPath, [...sourceFlags(), file, JSON.stringify(argument)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, output }));
  });
}
