import type { CommitOutcome, TableChange } from '@mu-mesh/core';
import { stateOf } from '../delta/actions';
import type { TableSnapshot } from '../delta/snapshot';
import type { StateFile } from '../state/state-file';
import type { TableContext } from './context';

/** What the versions after `since` mean for a change that was made on it; undefined: it may follow them. */
export async function conflictWith(
  context: TableContext,
  change: TableChange,
  since: number,
  latest: TableSnapshot | undefined,
): Promise<CommitOutcome | undefined> {
  const version = latest?.version ?? -1;
  const conflict = (reason: string): CommitOutcome => ({ outcome: 'conflict', version, reason });
  if (version < since) return conflict(`version ${since} was read, but the table ends at ${version}`);
  let evolved: number | undefined;
  let ours: { version: number; n: number } | undefined;
  for (let next = since + 1; next <= version; next++) {
    const actions = await context.log.actions(next);
    if (!actions) return conflict(`the log of version ${next} is cleaned up`);
    const n = stateOf(actions);
    if (n !== undefined) ours = { version: next, n };
    if (actions.some((action) => action.metaData ?? action.protocol)) evolved = next;
  }
  if (ours && change.readVersion !== undefined) {
    const winner = await context.states.read(ours.n);
    if (await isTwin(context, change, winner)) return { outcome: 'duplicate', version: ours.version };
    return conflict(`version ${ours.version} was committed by run ${winner.head.run}`);
  }
  return evolved === undefined ? undefined : conflict(`version ${evolved} changed the table's schema or properties`);
}

/** Whether the winner did the same work: same job, same inputs, and the sources that the change has read. */
async function isTwin(context: TableContext, change: TableChange, winner: StateFile): Promise<boolean> {
  const { head } = change;
  if (winner.kind !== 'run' || winner.head.fingerprint !== head.fingerprint) return false;
  if (inputsOf(winner.head.inputs) !== inputsOf(head.inputs)) return false;
  const known = (await context.states.resolve(winner.n)).entries;
  for (const [key, entry] of change.entries) {
    if (entry?.kind !== 'source') continue;
    const other = known.get(key);
    if (other?.kind !== 'source' || other.sha256 !== entry.sha256) return false;
  }
  return true;
}

function inputsOf(inputs: Record<string, number>): string {
  return JSON.stringify(Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1)));
}
