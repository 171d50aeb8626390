import {
  type Closing,
  closeRows,
  idsOf,
  keepNamed,
  MeshError,
  newRunId,
  type Scope,
  type StateEntry,
  type Table,
} from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';
import {
  ORDER,
  type QuarantineFilter,
  type QuarantineRow,
  quarantineRows,
  type QuarantineStatus,
  rowsById,
  withStatus,
} from './quarantine-rows';
import { type QuarantineSource, quarantinedTables, withQuarantine } from './quarantine-sources';
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
  const appends =
    dataset?.jobs.at(-1)?.destinations.some(({ kind, mode }) => kind === 'table' && mode === 'append') ?? false;
  const named = ids.length > 0 ? await rowsById(context, address, ids) : undefined;
  const closed = named?.flatMap(closedOf) ?? [];
  const at = context.host.now().toISOString();
  const run = newRunId(context.host.now());
  const closing = { status: 'discarded', at, reason } as const;
  const parts = named
    ? closeNamed(context, address, openOf(named), appends, closing)
    : await closeAll(context, address, run, appends, closing);
  let version: number | null = null;
  for (const { table, entries } of parts) {
    const amended = await table.amend(new Map(entries), 'discard quarantined rows', run);
    version ??= amended;
  }
  const discarded: string[] = [];
  for (const part of parts) for (const id of part.ids) discarded.push(id);
  return { address, version, discarded, closed };
}

/** The rows of one table that are discarded, and what its state says of them. */
interface Part {
  table: Table;
  ids: string[];
  entries: [key: string, entry: StateEntry][];
}

function closeNamed(
  context: MeshContext,
  address: string,
  open: readonly QuarantineRow[],
  appends: boolean,
  closing: Closing,
): Part[] {
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
  return quarantinedTables(context, address).flatMap(({ table, name }) => {
    const ids = open.filter((row) => row.table === name).map(({ id }) => id);
    const entries = ids.map((row): [string, StateEntry] => [`resolved:${row}`, { kind: 'resolved', row, ...closing }]);
    return ids.length > 0 ? [{ table, ids, entries }] : [];
  });
}

/** Only ids leave the engine: many of them go into a file that one entry names. */
async function closeAll(
  context: MeshContext,
  address: string,
  run: string,
  appends: boolean,
  closing: Closing,
): Promise<Part[]> {
  const close = async (sources: readonly QuarantineSource[], scope: Scope): Promise<Part[]> => {
    const parts: Part[] = [];
    for (const [index, source] of sources.entries()) {
      const { table, relation } = source;
      const condition = withStatus(source, 'open');
      if (condition === undefined || (appends && source.name !== undefined)) continue;
      const name = `open_${index}`;
      const open = `SELECT row_number() OVER (${ORDER}) AS n, id FROM ${relation} WHERE ${condition}`;
      const { rows } = await keepNamed(scope, name, open);
      if (rows === 0) continue;
      const entries = await closeRows(scope, { table, run }, { name, rows }, closing);
      parts.push({ table, ids: await idsOf(scope, name), entries });
    }
    return parts;
  };
  return withQuarantine(context, address, close, []);
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
