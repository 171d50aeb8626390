import type { TableHead, TableState } from '@mu-mesh/core';
import { APP_ID, stateOf } from '../delta/actions';
import type { LogListing } from '../delta/log-listing';
import type { StateFile } from '../state/state-file';
import type { TableContext } from './context';

/** Foreign commits that are read one by one before the search goes to the checkpoint instead. */
const PATIENCE = 100;

/** The last version and its state: one listing, and as many JSON files as others have committed since our last commit. */
export async function readHead(context: TableContext): Promise<TableHead | undefined> {
  const listing = await context.log.list();
  if (listing.latest < 0) return undefined;
  const n = await findState(context, listing, listing.latest);
  return { version: listing.latest, ...(n !== undefined && { state: await context.states.resolve(n) }) };
}

/** The state of a version; undefined where mu-mesh had not written the table by then. */
export async function readState(context: TableContext, version: number): Promise<TableState | undefined> {
  const listing = await context.log.list();
  if (version > listing.latest) throw context.log.missing(listing, version);
  const n = await findState(context, listing, version);
  return n === undefined ? undefined : context.states.resolve(n);
}

/** The state file of a version; undefined where mu-mesh had not written the table by then. */
export async function stateAt(
  context: TableContext,
  listing: LogListing,
  version: number,
): Promise<StateFile | undefined> {
  const n = await findState(context, listing, version);
  return n === undefined ? undefined : context.states.read(n);
}

async function findState(context: TableContext, listing: LogListing, version: number): Promise<number | undefined> {
  const checkpoint = listing.checkpoints.findLast((candidate) => candidate.version <= version);
  for (let next = version; next >= 0; next--) {
    if (checkpoint && next <= checkpoint.version && version - next > PATIENCE) break;
    const lines = await context.log.lines(next);
    if (!lines) break;
    // Its last line too: a commit that was cut off must not pass for one without a state.
    const read = lines.filter((line, index) => line.includes('"txn"') || index === lines.length - 1);
    const n = stateOf(context.log.parse(next, read));
    if (n !== undefined) return n;
    if (next === 0) return undefined;
  }
  const txn = (await context.log.at(listing, version)).txns.get(APP_ID);
  return txn && Number(txn.version);
}
