import { APP_ID } from '../delta/actions';
import { assertReadable } from '../delta/protocol';
import type { TableSnapshot } from '../delta/snapshot';
import type { StateFile } from '../state/state-file';
import type { TableContext } from './context';

/** The last version, its features known; undefined where there is no table. Throws TABLE_UNSUPPORTED. */
export async function latestSnapshot(context: TableContext): Promise<TableSnapshot | undefined> {
  const snapshot = await context.log.latest();
  if (!snapshot) return undefined;
  assertReadable(context.location, snapshot);
  return snapshot;
}

/** The state that a snapshot's txn points to. */
export async function previousState(
  context: TableContext,
  snapshot: TableSnapshot | undefined,
): Promise<StateFile | undefined> {
  const txn = snapshot?.txns.get(APP_ID);
  return txn && context.states.read(Number(txn.version));
}
