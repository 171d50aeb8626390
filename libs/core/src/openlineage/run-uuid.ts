import { createHash } from 'node:crypto';

/**
 * A UUID of version 7 (RFC 9562) that is the same for the same run of the same job, however often it is made: the time
 * is the one that the run's id begins with, the rest a digest.
 */
export function runUuid(namespace: string, run: string, job: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([namespace, run, job]))
    .digest('hex');
  const time = Math.max(0, startOf(run)).toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(digest.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${digest.slice(0, 3)}`,
    `${variant}${digest.slice(4, 7)}`,
    digest.slice(7, 19),
  ].join('-');
}

/** Milliseconds since the epoch of `20261123t021643z-1f9a3c`; 0 for an id of another form. */
function startOf(run: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z/.exec(run);
  if (!parts) return 0;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
