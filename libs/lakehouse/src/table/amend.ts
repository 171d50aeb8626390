import { MeshError, type CommitOutcome, type StateEntry } from '@mu-mesh/core';
import { assertWritable } from '../delta/protocol';
import { commitInfo } from './commit-info';
import type { TableContext } from './context';
import { publishCommit } from './publish';
import { quarantineFiles, syncFiles } from './sync-files';

/** The version of a commit that had to succeed. Throws CONFLICT or OUTCOME_UNKNOWN. */
export function versionOfOutcome(location: string, outcome: CommitOutcome): number {
  switch (outcome.outcome) {
    case 'committed':
    case 'duplicate':
      return outcome.version;
    case 'conflict':
      throw new MeshError('CONFLICT', `The commit to ${location} lost against other writers: ${outcome.reason}`);
    case 'unknown':
      throw new MeshError('OUTCOME_UNKNOWN', `Whether the commit to ${location} is durable cannot be known`, {
        cause: outcome.cause,
      });
  }
}

/** A commit of state alone, on top of whatever stands. */
export async function amendState(
  context: TableContext,
  entries: ReadonlyMap<string, StateEntry | null>,
  operation: string,
  run: string,
): Promise<number> {
  return commitState(context, 'amend', entries, operation, run);
}

/** Ends a hold. */
export async function releaseHold(context: TableContext, run: string): Promise<number> {
  return commitState(context, 'release', new Map(), 'RELEASE', run);
}

async function commitState(
  context: TableContext,
  kind: 'amend' | 'release',
  entries: ReadonlyMap<string, StateEntry | null>,
  operation: string,
  run: string,
): Promise<number> {
  const { location, host } = context;
  await syncFiles(context, quarantineFiles(context, entries.values()));
  const outcome = await publishCommit(context, async (latest, previous) => {
    if (!latest) throw new MeshError('TABLE_MISSING', `There is no table in ${location}`);
    if (!previous)
      throw new MeshError('TABLE_MISSING', `The table ${location} was never written by mu-mesh: it has no state`);
    assertWritable(location, latest, false);
    const { held, ...rest } = previous.head;
    const head = { ...rest, run, at: host.now().toISOString(), ...(held && kind === 'amend' && { held }) };
    return {
      actions: [{ commitInfo: commitInfo(host, operation, run) }],
      state: { kind, head, entries, base: previous },
    };
  });
  return versionOfOutcome(location, outcome);
}
