import { randomBytes } from 'node:crypto';

/** The id of a commit that no run makes, in the form of a run's: `20261123t021643z-1f9a3c`. */
export function newRunId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '').toLowerCase();
  return `${stamp}-${randomBytes(3).toString('hex')}`;
}
