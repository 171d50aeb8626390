import { dirname, resolve } from 'node:path';
import type { StateEntry } from '@mu-mesh/core';
import { PendingStore } from '../state/pending';
import type { StateFile } from '../state/state-file';
import { sync } from '../stores/durable';
import type { TableContext } from './context';
import { stateAt } from './head';

/** Keeps the refused rows of a failed run: durable, shown, counted nowhere. */
export async function keepPending(context: TableContext, run: string, entries: StateEntry[]): Promise<void> {
  const { store, location } = context;
  for (const entry of entries) {
    if (entry.kind !== 'quarantine') continue;
    const file = resolve(location, entry.file);
    await sync(store.fs, file);
    await sync(store.fs, dirname(file));
  }
  await new PendingStore(store, location).keep(run, (await lastState(context))?.n ?? 0, entries);
}

/** Entries of the last failed run, until a run commits. */
export async function readPending(context: TableContext): Promise<StateEntry[]> {
  return (await livePending(context)).entries;
}

/** The pending files that still count, and their entries. */
export async function livePending(context: TableContext): Promise<{ names: Set<string>; entries: StateEntry[] }> {
  return new PendingStore(context.store, context.location).read((await lastState(context))?.lastRun ?? 0);
}

async function lastState(context: TableContext): Promise<StateFile | undefined> {
  const listing = await context.log.list();
  return listing.latest < 0 ? undefined : stateAt(context, listing, listing.latest);
}
