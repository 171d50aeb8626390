import { type Issue, MeshError, type RowCounts, type RunResult, run as runMesh, replay } from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';
import { plural } from '../render/figures';
import { rowsById, waitingRows } from './quarantine-rows';
import { tableOf } from './table-of';

export interface QuarantineReplay {
  address: string;
  run: string;
  /** The new version; null where no row passed, or the re-run failed. */
  version: number | null;
  /** Ids of the rows that passed and are closed now. */
  replayed: string[];
  /** Ids of the rows that failed again and stay open. */
  open: string[];
  rows: RowCounts;
  /** The dataset is overwritten by every run: all of it was built anew, whatever rows were named. */
  rerun: boolean;
}

/**
 * Parses and checks open rows of an appending dataset again; an overwriting one is run again instead.
 * No id: every open row. Throws USAGE, TABLE_MISSING.
 */
export async function quarantineReplay(
  context: MeshContext,
  address: string,
  ids: readonly string[],
): Promise<{ result: QuarantineReplay; issues?: Issue[]; run?: RunResult }> {
  const { dataset } = tableOf(context, address);
  const destination = dataset?.jobs.at(-1)?.destinations.find(({ kind }) => kind === 'table');
  const chosen = ids.length === 0 ? [] : await rowsById(context, address, ids);
  if (destination && destination.mode !== 'append') return rerun(context, address);
  const inner = chosen.find(({ table }) => table !== undefined);
  if (inner) {
    throw new MeshError('USAGE', `row ${inner.id} was refused on the way to the private table \`${inner.table}\``, {
      hint: `Correct the source or the rule, then \`mesh run ${address}\`.`,
    });
  }
  const { version, issues, ...replayed } = await replay(context, { address, ids: chosen.map(({ id }) => id) });
  return { result: { ...replayed, version: version ?? null, rerun: false }, issues };
}

async function rerun(context: MeshContext, address: string): Promise<{ result: QuarantineReplay; run: RunResult }> {
  const forcedBy = `replays ${plural(await waitingRows(context, address), 'quarantined row')}`;
  const run = await runMesh(context, { selectors: [address], full: true, release: [], forcedBy });
  const built = run.datasets.find((dataset) => dataset.address === address);
  const rows = built?.rows ?? { in: 0, out: 0, quarantined: 0, dropped: 0 };
  const version = built?.status === 'committed' ? (built.version ?? null) : null;
  return { result: { address, run: run.run, version, replayed: [], open: [], rows, rerun: true }, run };
}
