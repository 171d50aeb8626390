import { setTimeout } from 'node:timers/promises';
import { dirname, join } from 'node:path';
import { MeshError, toMeshError, type CommitOutcome } from '@mu-mesh/core';
import { APP_ID, stateOf, type Action } from '../delta/actions';
import { stringifyExact } from '../delta/exact-json';
import { LOG_DIRECTORY } from '../delta/log-listing';
import type { TableSnapshot } from '../delta/snapshot';
import type { StateFile } from '../state/state-file';
import type { StateChange } from '../state/state-store';
import { discard, ensureDirectory, sync, syncAncestors } from '../stores/durable';
import { errorCode, unlessMissing } from '../stores/fs';
import { checkpointLatest } from './checkpoint';
import type { TableContext } from './context';
import { latestSnapshot, previousState } from './latest';

const ATTEMPTS = 200;
const CHECKPOINT_EVERY = 10;
/** A new table's folder, dataset, layer, domain and lake. */
const NEW_LEVELS = 5;

/** What a commit writes, decided anew on every version that it finds. */
export interface Draft {
  actions: Action[];
  state: Omit<StateChange, 'previous'>;
}

export type Decide = (
  latest: TableSnapshot | undefined,
  previous: StateFile | undefined,
) => Promise<Draft | CommitOutcome>;

/** The optimistic loop: decide on the last version, write the state, publish the log entry, or begin again. */
export async function publishCommit(context: TableContext, decide: Decide): Promise<CommitOutcome> {
  let latest: TableSnapshot | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await setTimeout(Math.random() * Math.min(5 * attempt, 100));
    latest = await latestSnapshot(context);
    const previous = await previousState(context, latest);
    const draft = await decide(latest, previous);
    if ('outcome' in draft) return draft;
    const outcome = await tryCommit(context, latest, draft, previous);
    if (outcome) return outcome;
  }
  return {
    outcome: 'conflict',
    version: latest?.version ?? -1,
    reason: `${ATTEMPTS} attempts lost against other writers`,
  };
}

async function tryCommit(
  context: TableContext,
  latest: TableSnapshot | undefined,
  draft: Draft,
  previous: StateFile | undefined,
): Promise<CommitOutcome | undefined> {
  const { store, location, host } = context;
  const version = (latest?.version ?? -1) + 1;
  if (version === 0) await prepareFolder(context);
  const state = await context.states.write({ ...draft.state, previous });
  let result: Claim = 'lost';
  try {
    host.at('state.written');
    result = await claimVersion(context, version, state.n, draft);
  } finally {
    if (result === 'lost') await context.states.discard(state.n);
  }
  if (result === 'lost') return undefined;
  if (result !== 'won') return { outcome: 'unknown', cause: result };
  host.at('log.linked');
  try {
    await sync(store.fs, join(location, LOG_DIRECTORY));
  } catch (error) {
    return { outcome: 'unknown', cause: toMeshError(error) };
  }
  host.at('log.synced');
  if (version - context.log.checkpointed >= CHECKPOINT_EVERY) await checkpointLatest(context).catch(() => undefined);
  return { outcome: 'committed', version };
}

/** A MeshError: nobody can say whether the version is there and ours. */
type Claim = 'won' | 'lost' | MeshError;

async function claimVersion(context: TableContext, version: number, n: number, draft: Draft): Promise<Claim> {
  const { store, host, log } = context;
  const path = log.path(version);
  const txn = { txn: { appId: APP_ID, version: n, lastUpdated: host.now().getTime() } };
  const text = [...draft.actions, txn].map((action) => `${stringifyExact(action)}\n`).join('');
  const temporary = await store.prepare(path, text);
  try {
    host.at('log.temporary');
    return await link(context, temporary, version, n);
  } finally {
    await discard(store.fs, temporary);
  }
}

/** Errors after which no link was made, whatever the file system. */
const REFUSED = new Set(['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'ENOENT', 'ENAMETOOLONG']);

async function link(context: TableContext, temporary: string, version: number, n: number): Promise<Claim> {
  const { store, log } = context;
  const path = log.path(version);
  let claimed: boolean;
  try {
    claimed = await store.claim(temporary, path);
  } catch (error) {
    if (error instanceof MeshError || REFUSED.has(errorCode(error) ?? '')) throw error;
    const there = await unlessMissing(store.fs.stat(path)).catch(() => 'unseen' as const);
    if (there === undefined) throw error;
    return ownerOf(context, version, n).catch(() => toMeshError(error));
  }
  return claimed ? 'won' : ownerOf(context, version, n).catch((error: unknown) => toMeshError(error));
}

/**
 * Whose commit a version is. A network file system may report a link as failed that was made: the state's number,
 * which no other writer can have, tells.
 */
async function ownerOf(context: TableContext, version: number, n: number): Promise<Claim> {
  return stateOf((await context.log.actions(version)) ?? []) === n ? 'won' : 'lost';
}

async function prepareFolder({ store, location }: TableContext): Promise<void> {
  const folder = join(location, LOG_DIRECTORY);
  await ensureDirectory(store.fs, folder);
  await sync(store.fs, dirname(folder));
  await syncAncestors(store.fs, location, NEW_LEVELS);
}
