import { join } from 'node:path';
import { unlessMissing, type Fs } from '../stores/fs';

export interface Checkpoint {
  version: number;
  /** File names, in order of their parts. */
  names: string[];
}

/** What the folder `_delta_log` holds: one listing answers every question about versions. */
export interface LogListing {
  /** Versions whose JSON is there, ascending. */
  commits: number[];
  /** Complete ones, ascending. */
  checkpoints: Checkpoint[];
  /** -1: no table. */
  latest: number;
  names: string[];
}

const COMMIT = /^(\d{20})\.json$/;
const CHECKPOINT = /^(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet$/;

export const LOG_DIRECTORY = '_delta_log';

export function commitName(version: number): string {
  return `${String(version).padStart(20, '0')}.json`;
}

export function checkpointName(version: number): string {
  return `${String(version).padStart(20, '0')}.checkpoint.parquet`;
}

/** The version in the name of a commit or of a checkpoint's part. */
export function versionOf(name: string): number | undefined {
  const digits = COMMIT.exec(name)?.[1] ?? CHECKPOINT.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export async function listLog(fs: Fs, location: string): Promise<LogListing> {
  const entries = (await unlessMissing(fs.readdir(join(location, LOG_DIRECTORY)))) ?? [];
  const names = entries.map((entry) => entry.name).sort();
  const commits = names.flatMap((name) => (COMMIT.test(name) ? [Number(name.slice(0, 20))] : []));
  const checkpoints = completeCheckpoints(names);
  return { commits, checkpoints, names, latest: Math.max(commits.at(-1) ?? -1, checkpoints.at(-1)?.version ?? -1) };
}

function completeCheckpoints(names: readonly string[]): Checkpoint[] {
  const found = new Map<number, string[]>();
  const parts = new Map<string, string[]>();
  for (const name of names) {
    const [, digits, part, total] = CHECKPOINT.exec(name) ?? [];
    if (!digits) continue;
    if (!part || !total) found.set(Number(digits), [name]);
    else parts.set(`${digits}/${total}`, [...(parts.get(`${digits}/${total}`) ?? []), name]);
  }
  for (const [key, group] of parts) {
    const [digits, total] = key.split('/').map(Number);
    if (digits !== undefined && group.length === total && !found.has(digits)) found.set(digits, group);
  }
  return [...found].map(([version, group]) => ({ version, names: group })).sort((a, b) => a.version - b.version);
}

/** The oldest version that can still be put together; undefined where the log has a hole. */
export function oldestReadable(listing: LogListing): number | undefined {
  let first = listing.latest + 1;
  for (let i = listing.commits.length - 1; i >= 0 && listing.commits[i] === first - 1; i--) first--;
  if (first === 0) return 0;
  return listing.checkpoints.find((checkpoint) => checkpoint.version >= first - 1)?.version;
}
