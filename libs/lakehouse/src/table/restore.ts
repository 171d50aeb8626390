import { MeshError } from '@mu-mesh/core';
import type { Action } from '../delta/actions';
import { decodePath } from '../delta/file-path';
import { oldestReadable } from '../delta/log-listing';
import { assertReadable, assertWritable } from '../delta/protocol';
import { formatSchema, parseSchema } from '../delta/schema';
import type { TableSnapshot } from '../delta/snapshot';
import type { StateFile } from '../state/state-file';
import { errorCode } from '../stores/fs';
import { versionOfOutcome } from './amend';
import { removal } from './commit';
import { commitInfo } from './commit-info';
import type { TableContext } from './context';
import { stateAt } from './head';
import { publishCommit } from './publish';

/** A new commit with the rows and the state of an old version: see `Table.restore`. */
export async function restoreVersion(
  context: TableContext,
  version: number,
  run: string,
  fingerprint?: string,
): Promise<number> {
  const { location, host, log } = context;
  const listing = await log.list();
  if (listing.latest < 0) throw new MeshError('TABLE_MISSING', `There is no table in ${location}`);
  const target = await log.at(listing, version);
  assertReadable(location, target);
  if (!(await isWhole(context, target))) throw await gone(context, version);
  const restored = await stateAt(context, listing, version);
  const outcome = await publishCommit(context, async (latest, previous) => {
    if (!latest) throw new MeshError('TABLE_MISSING', `There is no table in ${location}`);
    assertWritable(location, latest, true);
    const actions = [
      { commitInfo: commitInfo(host, 'RESTORE', run) },
      ...difference(latest, target, host.now().getTime()),
    ];
    const held = { version, fingerprint: fingerprint ?? fingerprintOf(previous) };
    const head = headOf(restored, previous, held, run, host.now());
    return { actions, state: { kind: 'restore', head, entries: new Map(), base: restored } };
  });
  return versionOfOutcome(location, outcome);
}

/** The fingerprint that the dataset had before; a hold on a hold keeps the job's own. */
function fingerprintOf(previous: StateFile | undefined): string {
  return previous?.head.held?.fingerprint ?? previous?.head.fingerprint ?? '';
}

function headOf(
  restored: StateFile | undefined,
  previous: StateFile | undefined,
  held: NonNullable<StateFile['head']['held']>,
  run: string,
  now: Date,
): StateFile['head'] {
  const { held: _ended, ...head } = restored?.head ?? emptyHead(previous?.head.engine ?? '');
  return { ...head, run, at: now.toISOString(), held };
}

/** The state of a version that others wrote before mu-mesh did: nothing was read. */
function emptyHead(engine: string): StateFile['head'] {
  const rows = { in: 0, out: 0, quarantined: 0, dropped: 0 };
  return { run: '', at: '', fingerprint: '', engine, inputs: {}, rows, sourceSchemas: {}, exports: [] };
}

function difference(latest: TableSnapshot, target: TableSnapshot, now: number): Action[] {
  const actions: Action[] = [];
  const schema = (snapshot: TableSnapshot): string => formatSchema(parseSchema(snapshot.metaData.schemaString));
  const partitions = (snapshot: TableSnapshot): string => snapshot.metaData.partitionColumns.join('\0');
  if (schema(latest) !== schema(target) || partitions(latest) !== partitions(target)) {
    const { schemaString, partitionColumns } = target.metaData;
    actions.push({ metaData: { ...latest.metaData, schemaString, partitionColumns } });
  }
  for (const [path, file] of latest.files) if (!target.files.has(path)) actions.push({ remove: removal(file, now) });
  for (const [path, file] of target.files)
    if (!latest.files.has(path)) actions.push({ add: { ...file, dataChange: true } });
  return actions;
}

/** Whether every file of a version is there; false where its log is gone. */
export async function isWholeVersion(context: TableContext, version: number): Promise<boolean> {
  const listing = await context.log.list();
  if (!listing.commits.includes(version)) return false;
  const snapshot = await context.log.at(listing, version).catch(() => undefined);
  return snapshot !== undefined && isWhole(context, snapshot as TableSnapshot);
}

async function isWhole(
  { store, location }: TableContext,
  snapshot: TableSnapshot,
  known = new Map<string, boolean>(),
): Promise<boolean> {
  for (const path of snapshot.files.keys()) {
    if (!known.has(path)) known.set(path, await exists(store.fs.stat(decodePath(location, path))));
    if (!known.get(path)) return false;
  }
  return true;
}

async function exists(stat: Promise<unknown>): Promise<boolean> {
  try {
    await stat;
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function gone(context: TableContext, version: number): Promise<MeshError> {
  const { log, location } = context;
  const listing = await log.list();
  const known = new Map<string, boolean>();
  let oldest = listing.latest;
  for (let next = oldestReadable(listing) ?? listing.latest; next < listing.latest; next++) {
    const snapshot = await log.at(listing, next);
    if (snapshot.protocol && snapshot.metaData && (await isWhole(context, snapshot as TableSnapshot, known))) {
      oldest = next;
      break;
    }
  }
  return new MeshError(
    'VERSION_MISSING',
    `Files of version ${version} of ${location} are gone; the oldest version that can be restored is ${oldest}`,
  );
}
