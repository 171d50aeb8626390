import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Field, QUARANTINE_COLUMNS, type Scope, type StateEntry, type Table, field } from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';
import { neverBuilt } from './history';
import { withSession } from './session';
import { tableOf } from './table-of';

export type QuarantineStatus = 'open' | 'pending' | 'replayed' | 'discarded';

/** A refused row in the form in which it failed. */
export interface QuarantineRow {
  id: string;
  run: string;
  rule: string;
  reasons: string[];
  file: string | null;
  line: number | null;
  column: string | null;
  status: QuarantineStatus;
  row: string | null;
  /** The private table of the job file on the way to which it was refused; absent for the dataset's own. */
  table?: string;
}

type QuarantineEntry = Extract<StateEntry, { kind: 'quarantine' }>;

const SCHEMA: Field[] = QUARANTINE_COLUMNS.map((name) =>
  name === 'reasons'
    ? field(name, { type: 'array', elementType: 'string', containsNull: true })
    : field(name, name === 'line' ? 'long' : 'string'),
);
const QUERY = `SELECT id, run, rule, to_json(reasons) AS reasons, file, line, "column", "row" FROM refused ORDER BY run, file, line, id`;

/**
 * Every refused row of a dataset that its state or that of its private tables lists, and those that a failed run kept.
 * Throws USAGE, TABLE_MISSING.
 */
export async function quarantineRows(context: MeshContext, address: string): Promise<QuarantineRow[]> {
  const tables = quarantinedTables(context, address);
  const states = await Promise.all(tables.map(({ table }) => quarantineState(table)));
  const kept = tables.map((one, index) => ({ ...one, ...states[index] }));
  if (kept.every(({ listed, pending = [] }) => listed === undefined && pending.length === 0)) throw neverBuilt(address);
  if (kept.every(({ listed = [], pending = [] }) => listed.length + pending.length === 0)) return [];
  const locations = tables.map(({ table }) => table.location);
  return withSession(context, locations, async (scope) => {
    const rows: QuarantineRow[] = [];
    for (const { table, name, listed = [], pending = [], resolved } of kept) {
      const open = await readRows(scope, table, listed, (id) => resolved?.get(id) ?? 'open');
      const own = [...open, ...(await readRows(scope, table, pending, () => 'pending'))];
      rows.push(...(name === undefined ? own : own.map((row) => ({ ...row, table: name }))));
    }
    return rows;
  });
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

async function readRows(
  scope: Scope,
  table: Table,
  entries: readonly QuarantineEntry[],
  statusOf: (id: string) => QuarantineStatus,
): Promise<QuarantineRow[]> {
  const paths = entries.map(({ file }) => resolve(table.location, file));
  const files = paths
    .filter((path) => existsSync(path))
    .map((path) => ({ path, bytes: statSync(path).size, partitionValues: {} }));
  if (files.length === 0) return [];
  await scope.name('refused', await scope.table({ version: 0, schema: SCHEMA, partitionColumns: [], files }));
  const rows = await scope.rows(await scope.query(QUERY), Number.MAX_SAFE_INTEGER);
  return rows.map((cells) => toRow(cells, statusOf));
}

async function quarantineState(table: Table): Promise<{
  listed: QuarantineEntry[] | undefined;
  pending: QuarantineEntry[];
  resolved: Map<string, 'replayed' | 'discarded'>;
}> {
  const head = await table.head();
  const entries = [...(head?.state?.entries.values() ?? [])];
  const resolved = new Map(
    entries.flatMap((entry) => (entry.kind === 'resolved' ? [[entry.row, entry.status] as const] : [])),
  );
  return {
    listed: head && entries.filter(isQuarantine),
    pending: (await table.pending()).filter(isQuarantine),
    resolved,
  };
}

function isQuarantine(entry: StateEntry): entry is QuarantineEntry {
  return entry.kind === 'quarantine';
}

function toRow(cells: readonly (string | null)[], statusOf: (id: string) => QuarantineStatus): QuarantineRow {
  const [id, run, rule, reasons, file, line, column, row] = cells;
  return {
    id: id ?? '',
    run: run ?? '',
    rule: rule ?? '',
    reasons: reasonsOf(reasons ?? null),
    file: file ?? null,
    line: line === null || line === undefined ? null : Number(line),
    column: column ?? null,
    status: statusOf(id ?? ''),
    row: row ?? null,
  };
}

function reasonsOf(text: string | null): string[] {
  const parsed: unknown = text === null ? [] : JSON.parse(text);
  return Array.isArray(parsed) ? parsed.map(String) : [String(parsed)];
}
