import { dirname, resolve } from 'node:path';
import type { CheckOutcome, StateEntry } from '@mu-mesh/core';
import { PendingStore, type LivePending } from '../state/pending';
import type { StateFile } from '../state/state-file';
import { sync } from '../stores/durable';
import type { TableContext } from './context';
import { stateAt } from './head';

/** Keeps the refused rows of a failed run: durable, shown, counted nowhere. */
export async function keepPending(
  context: TableContext,
  run: string,
  entries: StateEntry[],
  checks: CheckOutcome[] = [],
): Promise<void> {
  const { store, location } = context;
  for (const entry of entries) {
    if (entry.kind !== 'quarantine') continue;
    const file = resolve(location, entry.file);
    await sync(store.fs, file);
    await sync(store.fs, dirname(file));
  }
  const after = (await lastState(context))?.n ?? 0;
  const at = context.host.now().toISOString();
  await new PendingStore(store, location).keep({ run, after, at, entries, ...(checks.length > 0 && { checks }) });
}

/** Entries of the last failed run, until a run commits. */
export async function readPending(context: TableContext): Promise<StateEntry[]> {
  return (await livePending(context)).entries;
}

/** The pending files that still count, and what is in them. */
export async function livePending(context: TableContext): Promise<LivePending> {
  return new PendingStore(context.store, context.location).read((await lastState(context))?.lastRun ?? 0);
}

async function lastState(context: TableContext): Promise<StateFile | undefined> {
  const listing = await context.log.list();
  return listing.latest < 0 ? undefined : stateAt(context, listing, listing.latest);
}
