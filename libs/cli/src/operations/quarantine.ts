import { MeshError, type StateEntry, newRunId } from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';
import {
  openRowIds,
  type QuarantineFilter,
  type QuarantineRow,
  quarantineRows,
  type QuarantineStatus,
  rowsById,
} from './quarantine-rows';
import { quarantinedTables } from './quarantine-sources';
import { tableOf } from './table-of';

export interface QuarantineList {
  address: string;
  rows: QuarantineRow[];
}

/** The refused rows of a dataset; by default of every status, at most `limit`. */
export async function quarantineList(
  context: MeshContext,
  address: string,
  filter: QuarantineFilter = {},
): Promise<QuarantineList> {
  return { address, rows: await quarantineRows(context, address, filter) };
}

/** One refused row, by its id or the unambiguous beginning of it. Throws USAGE. */
export async function quarantineShow(
  context: MeshContext,
  address: string,
  id: string,
): Promise<{ address: string; row: QuarantineRow }> {
  const [row] = await rowsById(context, address, [id]);
  if (!row) throw new MeshError('USAGE', 'name the row to show');
  return { address, row };
}

export interface DiscardResult {
  address: string;
  /** The new version of the dataset's table, or of its first private one; null where every row was closed already. */
  version: number | null;
  discarded: string[];
  /** Rows that were named, and closed before. */
  closed: { id: string; status: QuarantineStatus; at: string | null; reason: string | null }[];
}

/** Closes open rows for good, with a reason that the table's state keeps. No id: all that are open. Throws USAGE. */
export async function quarantineDiscard(
  context: MeshContext,
  address: string,
  ids: readonly string[],
  reason: string,
): Promise<DiscardResult> {
  if (reason.trim() === '') throw new MeshError('USAGE', 'a row is discarded for a reason: --reason must not be empty');
  const { dataset } = tableOf(context, address);
  const appends = dataset?.jobs.at(-1)?.destinations.some(({ kind, mode }) => kind === 'table' && mode === 'append');
  const named = ids.length > 0 ? await rowsById(context, address, ids) : undefined;
  const closed = named?.flatMap(closedOf) ?? [];
  const open = named
    ? openOf(named)
    : (await openRowIds(context, address)).filter(({ table }) => table === undefined || !appends);
  if (open.length === 0) return { address, version: null, discarded: [], closed };
  const inner = open.find(({ table }) => appends && table !== undefined);
  if (inner) {
    throw new MeshError(
      'USAGE',
      `row ${inner.id} belongs to the private table \`${inner.table}\`, and ${address} appends`,
      {
        hint: 'A new version of that table would append its rows again. Correct the source or the rule instead.',
      },
    );
  }
  const entry = { kind: 'resolved', status: 'discarded', at: context.host.now().toISOString(), reason } as const;
  const run = newRunId(context.host.now());
  let version: number | null = null;
  for (const { table, name } of quarantinedTables(context, address)) {
    const own = open.filter((row) => row.table === name);
    if (own.length === 0) continue;
    const entries = new Map<string, StateEntry>(own.map(({ id }) => [resolvedKey(id), { ...entry, row: id }]));
    const amended = await table.amend(entries, 'discard quarantined rows', run);
    version ??= amended;
  }
  return { address, version, discarded: open.map(({ id }) => id), closed };
}

/** Key of a row's `resolved` entry in the state. */
export function resolvedKey(id: string): string {
  return `resolved:${id}`;
}

function closedOf({ id, status, closed }: QuarantineRow): DiscardResult['closed'] {
  return status === 'replayed' || status === 'discarded'
    ? [{ id, status, at: closed?.at ?? null, reason: closed?.reason ?? null }]
    : [];
}

/** Those that are not closed yet. Throws USAGE for a pending one. */
function openOf(rows: readonly QuarantineRow[]): QuarantineRow[] {
  const pending = rows.find(({ status }) => status === 'pending');
  if (pending) {
    throw new MeshError('USAGE', `row ${pending.id} is pending: the run that refused it failed and published nothing`, {
      hint: 'The next successful run decides about it; correct the data or the rule.',
    });
  }
  return rows.filter(({ status }) => status === 'open');
}
