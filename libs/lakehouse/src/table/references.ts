import { resolve } from 'node:path';
import type { StateEntry } from '@mu-mesh/core';
import { stateOf, APP_ID } from '../delta/actions';
import { decodePath } from '../delta/file-path';
import type { LogListing } from '../delta/log-listing';
import type { StateFile } from '../state/state-file';
import type { TableContext } from './context';
import { livePending } from './pending';

/** What a range of versions needs to be read. */
export interface References {
  /** Absolute paths of data files. */
  data: Set<string>;
  /** Numbers of state files, those that they stand on included. */
  states: Set<number>;
  /** Absolute paths of quarantine files, pending ones included. */
  quarantine: Set<string>;
  /** Names of the pending files that still count. */
  pending: Set<string>;
}

/** What the versions from `first` to the last one need. No version: only what is pending. */
export async function referencesOf(context: TableContext, listing: LogListing, first: number): Promise<References> {
  const { log, location } = context;
  const pending = await livePending(context);
  const references: References = { data: new Set(), states: new Set(), quarantine: new Set(), pending: pending.names };
  for (const entry of pending.entries)
    if (entry.kind === 'quarantine') references.quarantine.add(resolve(location, entry.file));
  if (listing.latest < 0) return references;
  const start = await log.at(listing, first);
  for (const path of start.files.keys()) references.data.add(decodePath(location, path));
  const numbers = new Set<number>();
  const txn = start.txns.get(APP_ID);
  if (txn) numbers.add(Number(txn.version));
  for (let version = first + 1; version <= listing.latest; version++) {
    const actions = (await log.actions(version)) ?? [];
    for (const { add } of actions) if (add) references.data.add(decodePath(location, add.path));
    const n = stateOf(actions);
    if (n !== undefined) numbers.add(n);
  }
  for (const n of numbers) await addState(context, references, n);
  return references;
}

async function addState({ states, location }: TableContext, references: References, n: number): Promise<void> {
  const seen = new Set<string>();
  for (const file of await states.chain(n)) {
    references.states.add(file.n);
    for (const [key, entry] of quarantineEntries(file)) {
      if (seen.has(key)) continue;
      seen.add(key);
      if (entry) references.quarantine.add(resolve(location, entry));
    }
  }
}

const QUARANTINED = new WeakMap<StateFile, [string, string | undefined][]>();

/** The file below `_quarantine` that an entry names: of refused rows, or of the ids of closed ones. */
export function quarantineFile(entry: StateEntry | null): string | undefined {
  return entry?.kind === 'quarantine' || entry?.kind === 'closed' ? entry.file : undefined;
}

/** Keys of a state's quarantine entries and of its removals, with the file; remembered, as chains share files. */
function quarantineEntries(file: StateFile): [string, string | undefined][] {
  const known = QUARANTINED.get(file);
  if (known) return known;
  const found = file.entries.flatMap(([key, entry]): [string, string | undefined][] => {
    if (entry === null) return [[key, undefined]];
    const file = quarantineFile(entry);
    return file === undefined ? [] : [[key, file]];
  });
  QUARANTINED.set(file, found);
  return found;
}
