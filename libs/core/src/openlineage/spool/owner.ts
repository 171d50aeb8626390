import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** The process that writes a spool. */
export interface Owner {
  pid: number;
  host: string;
  /** When the process began, as its kernel says it: a number that was given again is another process. */
  started?: string;
}

/** Of another machine's process nothing is known but the last sign of life: after this long it is taken for dead. */
const SILENT = 86_400_000;

export function thisProcess(): Owner {
  const started = startOf(process.pid);
  return { pid: process.pid, host: hostname(), ...(started !== undefined && { started }) };
}

/** `signOfLife`: when the spool was last written, in milliseconds since the epoch. */
export function isAlive(owner: Owner, signOfLife: number, now: number): boolean {
  if (owner.host !== hostname()) return now - signOfLife < SILENT;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return owner.started === undefined || owner.started === startOf(owner.pid);
}

/** Field 22 of /proc/<pid>/stat, after the command's name, which may hold anything; undefined where there is no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf-8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
