import { join } from 'node:path';
import { MeshError, type VacuumOptions } from '@mu-mesh/core';
import { decodePath } from '../delta/file-path';
import { LOG_DIRECTORY, oldestReadable, versionOf, type LogListing } from '../delta/log-listing';
import { assertReadable, assertWritable } from '../delta/protocol';
import type { TableContext } from './context';
import { timeOf } from './history';
import { referencesOf } from './references';
import { findOrphans, removeFiles } from './sweep';

/** Removes what no kept version needs: see `Table.vacuum`. Returns the files, also of a dry run. */
export async function vacuumTable(context: TableContext, options: VacuumOptions): Promise<string[]> {
  const { log, host, location, orphanAge } = context;
  const listing = await log.list();
  if (listing.latest < 0) throw new MeshError('TABLE_MISSING', `There is no table in ${location}`);
  const oldest = oldestReadable(listing);
  if (oldest === undefined) throw log.missing(listing, listing.latest);
  const latest = await log.at(listing, listing.latest);
  assertReadable(location, latest);
  assertWritable(location, latest, false);
  const now = host.now().getTime();
  const first = await firstKept(context, listing, oldest, now - options.retention, options.keepVersions);
  const references = {
    ...(await referencesOf(context, listing, first)),
    states: await statesFrom(context, listing, oldest, first),
  };
  const known = await formerFiles(context, listing, oldest, first);
  const before = now - Math.max(options.retention, orphanAge);
  const files = [...(await findOrphans(context, references, before, known)), ...expiredLog(context, listing, first)];
  if (!options.dryRun) await removeFiles(context, files);
  return files;
}

/**
 * The oldest version to keep. A version is as old as the commit that replaced it: who began to read the last version
 * a minute ago must be able to finish, however long ago it was written.
 */
async function firstKept(
  context: TableContext,
  listing: LogListing,
  oldest: number,
  before: number,
  keepVersions: number,
): Promise<number> {
  let first = Math.max(oldest, listing.latest - Math.max(keepVersions, 1) + 1);
  while (first > oldest && ((await timeOf(context, first)) ?? 0) > before) first--;
  return first;
}

/** Data, quarantine and state files that versions before `first` had. */
async function formerFiles(
  context: TableContext,
  listing: LogListing,
  oldest: number,
  first: number,
): Promise<Set<string>> {
  const former = await referencesOf(context, listing, oldest);
  const snapshot = await context.log.at(listing, first);
  const removed = [...snapshot.tombstones.keys()].map((path) => decodePath(context.location, path));
  return new Set([
    ...removed,
    ...former.data,
    ...former.quarantine,
    ...[...former.states].map((n) => context.states.path(n)),
  ]);
}

/** States of all versions whose log stays: history shows them after their files are gone. */
async function statesFrom(
  context: TableContext,
  listing: LogListing,
  oldest: number,
  first: number,
): Promise<Set<number>> {
  return (await referencesOf(context, listing, Math.max(oldest, logBase(listing, first)))).states;
}

/** The last checkpoint that the oldest kept version can be read from; 0: none. */
function logBase(listing: LogListing, first: number): number {
  return listing.checkpoints.findLast((checkpoint) => checkpoint.version <= first)?.version ?? 0;
}

/** Commits and checkpoints below that checkpoint; oldest first. */
function expiredLog(context: TableContext, listing: LogListing, first: number): string[] {
  const base = logBase(listing, first);
  return listing.names
    .filter((name) => (versionOf(name) ?? base) < base)
    .map((name) => join(context.location, LOG_DIRECTORY, name));
}
