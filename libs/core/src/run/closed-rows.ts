import { join } from 'node:path';
import { literal } from '../check/quote';
import { field } from '../model/schema';
import type { Relation, Scope, StateEntry, Table } from '../ports';
import { idsOf } from './kept-rows';

type Closed = Extract<StateEntry, { kind: 'closed' }>;

/** How, when and why rows are closed. */
export type Closing = Pick<Closed, 'status' | 'at' | 'reason'>;

/** More rows than these are closed by one entry with a file of their ids: what every later command reads stays small. */
const MOST_ENTRIES = 1000;

/** The rows that are to be closed. */
export interface RowsToClose {
  /** A kept relation with columns `n` and `id`. */
  name: string;
  rows: number;
  /** Of the file, in the run's quarantine folder. */
  file?: string;
}

/** The entries that close rows: one a row, or of many one, whose file is written now and belongs to no version yet. */
export async function closeRows(
  scope: Scope,
  { table, run }: { table: Table; run: string },
  { name, rows, file = 'closed-rows.parquet' }: RowsToClose,
  closing: Closing,
): Promise<[key: string, entry: StateEntry][]> {
  if (rows <= MOST_ENTRIES)
    return (await idsOf(scope, name)).map((row) => [resolvedKey(row), { kind: 'resolved', row, ...closing }]);
  const path = join(await table.quarantineDirectory(run), file);
  await scope.export(await scope.query(`SELECT id FROM ${name} ORDER BY n`), { path, format: 'parquet' });
  const listed = `_quarantine/${run}/${file}`;
  return [[`closed:${listed}`, { kind: 'closed', file: listed, rows, ...closing }]];
}

/** Absolute paths of the files of entries that close many rows. */
export function closedFiles(location: string, entries: Iterable<StateEntry | null>): string[] {
  return [...entries].flatMap((entry) => (entry?.kind === 'closed' ? [join(location, entry.file)] : []));
}

/** The ids of an entry's rows, in the column `id`. */
export function closedIds(scope: Scope, location: string, { file }: Closed): Promise<Relation> {
  const files = [{ path: join(location, file), bytes: 0, partitionValues: {} }];
  return scope.table({ version: 0, schema: [field('id', 'string')], partitionColumns: [], files });
}

/**
 * Makes the closed rows of a table's state visible under a name: `id`, `status`, `closed_at`, `reason`. False where there are
 * none.
 */
export async function nameClosed(
  scope: Scope,
  name: string,
  location: string,
  entries: Iterable<StateEntry>,
): Promise<boolean> {
  const [single, parts]: [string[], string[]] = [[], []];
  for (const entry of entries) {
    if (entry.kind === 'resolved') single.push(JSON.stringify(entry));
    if (entry.kind !== 'closed') continue;
    const own = `${name}_${parts.length}`;
    await scope.name(own, await closedIds(scope, location, entry));
    const { status, at, reason } = entry;
    const why = reason === undefined ? 'NULL::VARCHAR' : literal(reason);
    parts.push(`SELECT id, ${literal(status)} AS status, ${literal(at)} AS closed_at, ${why} AS reason FROM ${own}`);
  }
  if (single.length > 0) {
    const texts = `SELECT unnest(string_split(${literal(single.join('\n'))}, chr(10))) AS e`;
    const columns = ['row', 'status', 'at', 'reason'].map((key) => `json_extract_string(e, '$.${key}')`);
    const [id, status, at, reason] = columns;
    const sql = `SELECT ${id} AS id, ${status} AS status, ${at} AS closed_at, ${reason} AS reason FROM (${texts})`;
    await scope.name(`${name}_entries`, await scope.keep(await scope.query(sql)));
    parts.push(`SELECT * FROM ${name}_entries`);
  }
  if (parts.length > 0) await scope.name(name, await scope.query(parts.join(' UNION ALL ')));
  return parts.length > 0;
}

function resolvedKey(id: string): string {
  return `resolved:${id}`;
}
