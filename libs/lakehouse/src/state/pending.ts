import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MeshError, type CheckOutcome, type PendingChecks, type StateEntry } from '@mu-mesh/core';
import { ensureDirectory } from '../stores/durable';
import { unlessMissing } from '../stores/fs';
import type { Store } from '../stores/store';
import { MESH_DIRECTORY } from './state-store';

export const QUARANTINE_DIRECTORY = '_quarantine';
const PENDING = /^pending-(.+)-[0-9a-f]{8}\.json$/;

interface PendingFile extends PendingRun {
  mesh: number;
}

/** What a run that failed leaves. */
export interface PendingRun {
  run: string;
  /** Number of the table's state when the run failed; 0: none. A later state of kind `run` makes the rows obsolete. */
  after: number;
  /** ISO 8601, UTC; missing in files of older versions. */
  at?: string;
  entries: StateEntry[];
  /** What the rules of its contract found, where they were checked. */
  checks?: CheckOutcome[];
}

/** The pending files that still count, and what is in them. */
export interface LivePending {
  names: Set<string>;
  entries: StateEntry[];
  checks?: PendingChecks;
}

/** Quarantine files of runs that failed, in `_mesh/pending-<run>-<id>.json`. */
export class PendingStore {
  constructor(
    private readonly store: Store,
    private readonly location: string,
  ) {}

  async keep(pending: PendingRun): Promise<void> {
    const folder = join(this.location, MESH_DIRECTORY);
    await ensureDirectory(this.store.fs, folder);
    const file: PendingFile = { mesh: 1, ...pending };
    await this.store.publish(
      join(folder, `pending-${checkRun(pending.run)}-${randomUUID().slice(0, 8)}.json`),
      JSON.stringify(file),
    );
  }

  /** Entries of the newest failed run, where no run has committed since: the next run reads the same rows again. */
  async read(lastRun: number): Promise<LivePending> {
    const live: { name: string; file: PendingFile }[] = [];
    for (const name of await this.names()) {
      const text = await unlessMissing(this.store.fs.read(join(this.location, MESH_DIRECTORY, name)));
      if (text === undefined) continue;
      const file = JSON.parse(text) as PendingFile;
      if (file.after >= lastRun) live.push({ name, file });
    }
    const newest = live.reduce((run, { file }) => (file.run > run ? file.run : run), '');
    const kept = live.filter(({ file }) => file.run === newest);
    const checked = kept.find(({ file }) => file.checks)?.file;
    return {
      names: new Set(kept.map(({ name }) => name)),
      entries: kept.flatMap(({ file }) => file.entries),
      ...(checked?.checks && { checks: { run: checked.run, at: checked.at ?? '', checks: checked.checks } }),
    };
  }

  async names(): Promise<string[]> {
    const entries = (await unlessMissing(this.store.fs.readdir(join(this.location, MESH_DIRECTORY)))) ?? [];
    return entries
      .map((entry) => entry.name)
      .filter((name) => PENDING.test(name))
      .sort();
  }
}

/** A run's id as a part of a path. */
export function checkRun(run: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(run)) return run;
  throw new MeshError('BUG', `"${run}" is no run id`);
}
