import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs a script of this folder in a process of its own; resolves with the signal that ended it, or its status. */
export function runChild(
  script: string,
  argument: unknown,
): Promise<{ status: number | null; signal: string | null; output: string }> {
  const flags = ['-C', '@mu-mesh/source', '-r', join(__dirname, 'register.cjs')];
  const child = spawn(process.execPath, [...flags, join(__dirname, script), JSON.stringify(argument)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, output }));
  });
}
