import { randomBytes } from 'node:crypto';

/** `20261123t021643z-1f9a3c`: sorts by time, is a file name everywhere, unique enough for one lake. */
export function newRunId(now: Date): string {
  const stamp = now
    .toISOString()
    .replace(/[-:]|\.\d+/g, '')
    .toLowerCase();
  return `${stamp}-${randomBytes(3).toString('hex')}`;
}
