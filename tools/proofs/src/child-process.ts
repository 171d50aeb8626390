import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface SourceOptions {
  cwd?: string;
  /** The user that the process runs as; needs root. */
  uid?: number;
}

/** Runs a TypeScript source of this workspace in a process of its own, with one JSON argument. */
export function runSource(
  file: string,
  argument: unknown,
  options: SourceOptions = {},
): Promise<{ status: number | null; signal: string | null; output: string }> {
  const flags = ['-C', '@mu-mesh/source', '-r', join(__dirname, 'register.cjs')];
  const child = spawn(process.execPath, [...flags, file, JSON.stringify(argument)], {
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
