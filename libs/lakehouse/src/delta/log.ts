import { join } from 'node:path';
import { MeshError, type ParquetFile } from '@mu-mesh/core';
import { unlessMissing } from '../stores/fs';
import type { Store } from '../stores/store';
import type { Action } from './actions';
import { readCheckpoint } from './checkpoint';
import { parseExact } from './exact-json';
import { commitName, listLog, LOG_DIRECTORY, oldestReadable, type LogListing } from './log-listing';
import { Snapshot } from './snapshot';

/** Reading of one table's `_delta_log`. */
export class DeltaLog {
  /** Version of the last checkpoint, as of the last listing; 0: none. */
  checkpointed = 0;
  private cached: Snapshot | undefined;

  constructor(
    readonly store: Store,
    readonly location: string,
    private readonly parquet: () => ParquetFile,
  ) {}

  list(): Promise<LogListing> {
    return listLog(this.store.fs, this.location);
  }

  /** The lines of a commit, unchecked; undefined where its JSON was cleaned up. */
  async lines(version: number): Promise<string[] | undefined> {
    const text = await unlessMissing(this.store.fs.read(this.path(version)));
    return text?.split('\n').filter((line) => line.trim() !== '');
  }

  async actions(version: number): Promise<Action[] | undefined> {
    const lines = await this.lines(version);
    return lines && this.parse(version, lines);
  }

  /** Lines of a version's commit as actions. Throws TABLE_UNSUPPORTED, naming the file, where one is no action. */
  parse(version: number, lines: readonly string[]): Action[] {
    if (lines.length === 0) throw this.damaged(version, 'it is empty');
    return lines.map((line) => {
      let action: unknown;
      try {
        action = parseExact(line);
      } catch (error) {
        throw this.damaged(version, error instanceof Error ? error.message : String(error), error);
      }
      if (typeof action !== 'object' || action === null)
        throw this.damaged(version, `it holds ${String(action)} in place of an action`);
      return action;
    });
  }

  path(version: number): string {
    return join(this.location, LOG_DIRECTORY, commitName(version));
  }

  /** The last version; undefined where there is no table. The caller must not change it. */
  async latest(): Promise<Snapshot | undefined> {
    const listing = await this.list();
    this.checkpointed = listing.checkpoints.at(-1)?.version ?? 0;
    if (listing.latest < 0) {
      this.cached = undefined;
      return undefined;
    }
    const cached = this.cached;
    if (cached?.version === listing.latest) return cached;
    const continues = cached && cached.version < listing.latest && listing.commits.includes(cached.version + 1);
    this.cached = await this.replay(listing, listing.latest, continues ? cached.copy() : undefined);
    return this.cached;
  }

  /** A version of the listing. Throws VERSION_MISSING, naming the oldest one that can be read. */
  async at(listing: LogListing, version: number): Promise<Snapshot> {
    const oldest = oldestReadable(listing);
    if (oldest === undefined || version < oldest || version > listing.latest) throw this.missing(listing, version);
    return this.replay(listing, version);
  }

  missing(listing: LogListing, version: number | string): MeshError {
    const oldest = oldestReadable(listing);
    const known = oldest === undefined ? 'its log has a gap' : `it has the versions ${oldest} to ${listing.latest}`;
    return new MeshError('VERSION_MISSING', `The table ${this.location} has no version ${version}: ${known}`);
  }

  private damaged(version: number, why: string, cause?: unknown): MeshError {
    return new MeshError('TABLE_UNSUPPORTED', `${this.path(version)} is no readable commit of the table: ${why}`, {
      hint: 'The file was cut off or changed: restore the table from a copy, or remove its folder and build it again.',
      cause,
    });
  }

  private async replay(listing: LogListing, version: number, from?: Snapshot): Promise<Snapshot> {
    const snapshot = from ?? (await this.fromCheckpoint(listing, version));
    for (let next = snapshot.version + 1; next <= version; next++) {
      const actions = await this.actions(next);
      if (!actions) throw this.missing(listing, version);
      snapshot.apply(next, actions);
    }
    return snapshot;
  }

  private async fromCheckpoint(listing: LogListing, version: number): Promise<Snapshot> {
    const snapshot = new Snapshot();
    const checkpoint = listing.checkpoints.findLast((candidate) => candidate.version <= version);
    if (checkpoint) snapshot.apply(checkpoint.version, await readCheckpoint(this.parquet(), this.location, checkpoint));
    return snapshot;
  }
}
