import { join } from 'node:path';
import type { RecoverReport } from '@mu-mesh/core';
import { LOG_DIRECTORY, oldestReadable } from '../delta/log-listing';
import { assertReadable } from '../delta/protocol';
import { sync } from '../stores/durable';
import type { TableContext } from './context';
import { referencesOf } from './references';
import { findOrphans, removeFiles } from './sweep';

/**
 * Settles what a killed run left: makes the last version durable, and removes files that no version that can still be
 * read knows, where they are older than `olderThan` milliseconds. There is no lock that would tell a dead writer from a
 * slow one, so age decides; a slow writer that lost files ends with an error and changes nothing.
 */
export async function recoverTable(context: TableContext, olderThan: number): Promise<RecoverReport> {
  const { store, location, host, log } = context;
  const before = host.now().getTime() - olderThan;
  const listing = await log.list();
  if (listing.latest >= 0) await sync(store.fs, join(location, LOG_DIRECTORY));
  const oldest = listing.latest < 0 ? 0 : oldestReadable(listing);
  if (oldest === undefined) throw log.missing(listing, listing.latest);
  if (listing.latest >= 0) assertReadable(location, await log.at(listing, listing.latest));
  const removed = await findOrphans(context, await referencesOf(context, listing, oldest), before);
  await removeFiles(context, removed);
  return { removed, ...(listing.latest >= 0 && { version: listing.latest }) };
}
