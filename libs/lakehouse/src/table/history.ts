import { join } from 'node:path';
import type { TableVersion } from '@mu-mesh/core';
import { stateOf, type Action } from '../delta/actions';
import { commitName, LOG_DIRECTORY } from '../delta/log-listing';
import type { TableContext } from './context';

/** The versions whose log is there, newest first. */
export async function readHistory(context: TableContext, limit = Infinity): Promise<TableVersion[]> {
  const { commits } = await context.log.list();
  const versions: TableVersion[] = [];
  for (const version of commits.toReversed()) {
    if (versions.length >= limit) break;
    const actions = await context.log.actions(version);
    if (actions) versions.push(await describe(context, version, actions));
  }
  return versions;
}

async function describe(context: TableContext, version: number, actions: Action[]): Promise<TableVersion> {
  const info = actions.find((action) => action.commitInfo)?.commitInfo;
  const at = new Date(await commitTime(context, version, actions)).toISOString();
  const n = stateOf(actions);
  const state = n === undefined ? undefined : (await context.states.read(n)).head;
  const run = state?.run ?? info?.run;
  return {
    version,
    at,
    operation: info?.operation ?? 'UNKNOWN',
    ...(run !== undefined && { run }),
    ...(state && { state }),
  };
}

/** When a version was committed, in milliseconds since the epoch; undefined where its JSON is gone. */
export async function timeOf(context: TableContext, version: number): Promise<number | undefined> {
  const actions = await context.log.actions(version);
  return actions && commitTime(context, version, actions);
}

/** As the commit says; of one that does not say, the file's time of change. */
async function commitTime(context: TableContext, version: number, actions: readonly Action[]): Promise<number> {
  const timestamp = actions.find((action) => action.commitInfo)?.commitInfo?.timestamp;
  if (timestamp !== undefined) return Number(timestamp);
  return (await context.store.fs.stat(join(context.location, LOG_DIRECTORY, commitName(version)))).mtime;
}
