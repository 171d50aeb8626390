import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type Field,
  QUARANTINE_COLUMNS,
  type Scope,
  type StateEntry,
  type Table,
  field,
  nameClosed,
} from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';
import { neverBuilt } from './history';
import { withSession } from './session';
import { tableOf } from './table-of';

type QuarantineEntry = Extract<StateEntry, { kind: 'quarantine' }>;

/** Refused rows of one table, of all its runs that published or of those that failed. */
export interface QuarantineSource {
  /** The private table's name; undefined for the dataset's own. */
  name?: string;
  /** A failed run kept them. */
  pending: boolean;
  /** The table that the rows were refused on the way to. */
  table: Table;
  /** The name in the scope of rows that are open no longer: id, status, closed_at, reason; undefined where there is none. */
  closed?: string;
  /** The name in the scope under which the rows are known, with QUARANTINE_COLUMNS. */
  relation: string;
}

const SCHEMA: Field[] = QUARANTINE_COLUMNS.map((name) =>
  name === 'reasons'
    ? field(name, { type: 'array', elementType: 'string', containsNull: true })
    : field(name, name === 'line' ? 'long' : 'string'),
);

/**
 * Works with the refused rows of a dataset that its state or that of its private tables lists, and those that a failed
 * run kept; no source where there is none. Throws USAGE, TABLE_MISSING.
 */
export async function withQuarantine<T>(
  context: MeshContext,
  address: string,
  work: (sources: readonly QuarantineSource[], scope: Scope) => Promise<T>,
  none: T,
): Promise<T> {
  const tables = quarantinedTables(context, address);
  const states = await Promise.all(tables.map(({ table }) => stateOf(table)));
  if (states.every(({ listed, pending }) => listed === undefined && pending.length === 0)) throw neverBuilt(address);
  const kept = tables.flatMap(({ table, name }, index) => {
    const { listed = [], pending = [], entries = [] } = states[index] ?? {};
    const part = (own: readonly QuarantineEntry[], isPending: boolean) => ({
      source: { ...(name !== undefined && { name }), pending: isPending, table },
      entries: isPending ? [] : entries,
      files: filesOf(table, own),
    });
    return [part(listed, false), part(pending, true)];
  });
  const found = kept.filter(({ files }) => files.length > 0);
  if (found.length === 0) return none;
  const locations = tables.map(({ table }) => table.location);
  return withSession(context, locations, async (scope) => {
    const sources: QuarantineSource[] = [];
    for (const { source, entries, files } of found) {
      const relation = `refused_${sources.length}`;
      const closed = `closed_${sources.length}`;
      const isClosed = await nameClosed(scope, closed, source.table.location, entries);
      await scope.name(relation, await scope.table({ version: 0, schema: SCHEMA, partitionColumns: [], files }));
      sources.push({ ...source, relation, ...(isClosed && { closed }) });
    }
    return work(sources, scope);
  });
}

function filesOf(
  table: Table,
  entries: readonly QuarantineEntry[],
): { path: string; bytes: number; partitionValues: Record<string, never> }[] {
  return entries
    .map(({ file }) => resolve(table.location, file))
    .filter((path) => existsSync(path))
    .map((path) => ({ path, bytes: statSync(path).size, partitionValues: {} }));
}

/** The dataset's table, then the private ones of its job file; these with their names. */
export function quarantinedTables(context: MeshContext, address: string): { table: Table; name?: string }[] {
  const { table, dataset } = tableOf(context, address);
  const others = (dataset?.jobs ?? [])
    .flatMap((job) => job.destinations)
    .flatMap((destination) =>
      destination.kind === 'table' && destination.location !== table.location && existsSync(destination.location)
        ? [{ table: context.lakehouse.table(destination.location), name: destination.table }]
        : [],
    );
  return [{ table }, ...others];
}

async function stateOf(table: Table): Promise<{
  listed: QuarantineEntry[] | undefined;
  pending: QuarantineEntry[];
  entries: StateEntry[];
}> {
  const head = await table.head();
  const entries = [...(head?.state?.entries.values() ?? [])];
  return {
    listed: head && entries.filter(isQuarantine),
    pending: (await table.pending()).filter(isQuarantine),
    entries,
  };
}

function isQuarantine(entry: StateEntry): entry is QuarantineEntry {
  return entry.kind === 'quarantine';
}
