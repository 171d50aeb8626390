import { join } from 'node:path';
import { MeshError, type StateEntry, type StateHead, type TableState } from '@mu-mesh/core';
import { FORMAT } from '../delta/protocol';
import { discard, ensureDirectory } from '../stores/durable';
import { unlessMissing } from '../stores/fs';
import type { Store } from '../stores/store';
import { parseState, type StateFile, type StateKind } from './state-file';

export const MESH_DIRECTORY = '_mesh';
const STATE = /^state-(\d+)\.json$/;
/** Increments of up to this many entries are always folded into the next one. */
const SMALL = 8;

/** What a new state changes. */
export interface StateChange {
  kind: StateKind;
  head: StateHead;
  entries: ReadonlyMap<string, StateEntry | null>;
  /** The state to build on; undefined: none. */
  base: StateFile | undefined;
  /** The state of the table's last version: the new number is above it. */
  previous: StateFile | undefined;
}

/** The numbered state files of one table. */
export class StateStore {
  private readonly cache = new Map<number, StateFile>();

  constructor(
    private readonly store: Store,
    private readonly location: string,
  ) {}

  async read(n: number): Promise<StateFile> {
    const cached = this.cache.get(n);
    if (cached) return cached;
    const path = this.path(n);
    const text = await unlessMissing(this.store.fs.read(path));
    if (text === undefined) {
      throw new MeshError('TABLE_UNSUPPORTED', `The table's log points to ${path}, which is missing`, {
        hint: 'Copy tables whole, with their folder _mesh; restore the file or recreate the table.',
      });
    }
    const state = parseState(text, path);
    this.cache.set(n, state);
    return state;
  }

  /** A state with all its entries. */
  async resolve(n: number): Promise<TableState> {
    const chain = await this.chain(n);
    const entries = new Map<string, StateEntry>();
    for (const state of chain.toReversed()) fold(entries, state.entries);
    return { head: (await this.read(n)).head, entries };
  }

  /** The file and those that it stands on, newest first. */
  async chain(n: number): Promise<StateFile[]> {
    const files: StateFile[] = [];
    for (let next: number | null = n; next !== null;) {
      const file: StateFile = await this.read(next);
      files.push(file);
      next = file.base;
    }
    return files;
  }

  /** Writes the next free number, durable before it returns. */
  async write(change: StateChange): Promise<StateFile> {
    const { base, entries } = await this.merge(change);
    await ensureDirectory(this.store.fs, join(this.location, MESH_DIRECTORY));
    for (let n = (change.previous?.n ?? 0) + 1; ; n++) {
      const lastRun = change.kind === 'run' ? n : (change.previous?.lastRun ?? 0);
      const file: StateFile = { mesh: FORMAT, n, kind: change.kind, lastRun, base, head: change.head, entries };
      if (await this.store.publish(this.path(n), JSON.stringify(file))) return file;
    }
  }

  /** Removes a state that no commit points to. */
  async discard(n: number): Promise<void> {
    await discard(this.store.fs, this.path(n));
  }

  /** Numbers of all state files. */
  async numbers(): Promise<number[]> {
    const names = (await unlessMissing(this.store.fs.readdir(join(this.location, MESH_DIRECTORY)))) ?? [];
    return names.flatMap(({ name }) => STATE.exec(name)?.[1] ?? []).map(Number);
  }

  path(n: number): string {
    return join(this.location, MESH_DIRECTORY, `state-${n}.json`);
  }

  /**
   * Folds the files below into the new one while they are no more than twice its size. So every file of a chain
   * has over twice the entries of the one above: a million entries lie in 17 files, and an entry is rewritten as often.
   */
  private async merge(change: StateChange): Promise<{ base: number | null; entries: StateFile['entries'] }> {
    const layers: StateFile['entries'][] = [[...change.entries]];
    let size = change.entries.size;
    let base = change.base;
    while (base && base.entries.length <= Math.max(SMALL, 2 * size)) {
      layers.push(base.entries);
      size += base.entries.length;
      base = base.base === null ? undefined : await this.read(base.base);
    }
    const merged = new Map<string, StateEntry | null>();
    for (const layer of layers.toReversed()) for (const [key, entry] of layer) merged.set(key, entry);
    const entries = [...merged].filter(([, entry]) => base !== undefined || entry !== null);
    return { base: base?.n ?? null, entries };
  }
}

function fold(entries: Map<string, StateEntry>, changes: StateFile['entries']): void {
  for (const [key, entry] of changes) {
    if (entry === null) entries.delete(key);
    else entries.set(key, entry);
  }
}
