import { literal, MeshError, type Scope, textRows } from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';
import { type QuarantineSource, withQuarantine } from './quarantine-sources';

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
  /** Of a row that is replayed or discarded. */
  closed?: { at: string; reason: string | null };
  /** The private table of the job file on the way to which it was refused; absent for the dataset's own. */
  table?: string;
}

export interface QuarantineFilter {
  status?: QuarantineStatus;
  /** Rows at most. */
  limit?: number;
}

const COLUMNS = 'id, run, rule, to_json(reasons) AS reasons, file, line, "column", "row"';
export const ORDER = 'ORDER BY run, file, line, id';

/** Rows of which each is looked up. */
const FEW = 1000;

/** The refused rows of a dataset in the order of runs, files and lines. Throws USAGE, TABLE_MISSING. */
export async function quarantineRows(
  context: MeshContext,
  address: string,
  { status, limit = Number.MAX_SAFE_INTEGER }: QuarantineFilter = {},
): Promise<QuarantineRow[]> {
  const read = async (sources: readonly QuarantineSource[], scope: Scope): Promise<QuarantineRow[]> => {
    const rows: QuarantineRow[] = [];
    for (const source of sources) {
      const condition = withStatus(source, status);
      const room = limit - rows.length;
      if (condition === undefined || room <= 0) continue;
      for (const row of await select(scope, source, condition, room, ORDER)) rows.push(row);
    }
    return rows;
  };
  return withQuarantine(context, address, read, []);
}

/** How many rows are open or pending; 0 too where nothing was ever built. Throws USAGE. */
export async function waitingRows(context: MeshContext, address: string): Promise<number> {
  const count = async (sources: readonly QuarantineSource[], scope: Scope): Promise<number> => {
    let rows = 0;
    for (const source of sources) {
      const condition = withStatus(source, source.pending ? 'pending' : 'open') ?? 'false';
      rows += await scope.count(await scope.query(`SELECT id FROM ${source.relation} WHERE ${condition}`));
    }
    return rows;
  };
  try {
    return await withQuarantine(context, address, count, 0);
  } catch (error) {
    if (error instanceof MeshError && error.code === 'TABLE_MISSING') return 0;
    throw error;
  }
}

/** For each id, or unambiguous beginning of one, its row. Throws USAGE, TABLE_MISSING. */
export async function rowsById(
  context: MeshContext,
  address: string,
  ids: readonly string[],
): Promise<QuarantineRow[]> {
  const read = async (sources: readonly QuarantineSource[], scope: Scope): Promise<QuarantineRow[]> => {
    const exact: QuarantineRow[] = [];
    for (const source of sources) exact.push(...(await select(scope, source, oneOf(ids), 2 * ids.length)));
    const found: QuarantineRow[] = [];
    for (const id of ids) {
      const same = exact.filter((row) => row.id === id);
      const [row, other] = same.length > 0 ? same : await beginning(scope, sources, id);
      if (row && !other) found.push(row);
      else throw notOne(address, id, row ? same.length || (await countBeginning(scope, sources, id)) : 0);
    }
    return found;
  };
  const rows = await withQuarantine(context, address, read, []);
  const [first] = ids;
  if (rows.length === 0 && first !== undefined) throw notOne(address, first, 0);
  return rows;
}

/** Two rows of each source at most. */
async function beginning(scope: Scope, sources: readonly QuarantineSource[], id: string): Promise<QuarantineRow[]> {
  const rows: QuarantineRow[] = [];
  for (const source of sources) rows.push(...(await select(scope, source, `starts_with(id, ${literal(id)})`, 2)));
  return rows;
}

async function countBeginning(scope: Scope, sources: readonly QuarantineSource[], id: string): Promise<number> {
  let rows = 0;
  for (const { relation } of sources)
    rows += await scope.count(await scope.query(`SELECT id FROM ${relation} WHERE starts_with(id, ${literal(id)})`));
  return rows;
}

function notOne(address: string, id: string, rows: number): MeshError {
  const what = rows === 0 ? 'is no row in the quarantine' : `begins the ids of ${rows} rows`;
  return new MeshError('USAGE', `\`${id}\` ${what} of ${address}`, {
    hint: `See \`mesh quarantine list ${address}\`.`,
  });
}

/** What is true for rows of a status; undefined where the source can have none. */
export function withStatus(
  { pending, closed }: QuarantineSource,
  status: QuarantineStatus | undefined,
): string | undefined {
  if (status === undefined) return 'true';
  if (pending || status === 'pending') return pending && status === 'pending' ? 'true' : undefined;
  if (status === 'open') return closed === undefined ? 'true' : `id NOT IN (SELECT id FROM ${closed})`;
  return closed === undefined ? undefined : `id IN (SELECT id FROM ${closed} WHERE status = ${literal(status)})`;
}

async function select(
  scope: Scope,
  source: QuarantineSource,
  condition: string,
  limit: number,
  order = '',
): Promise<QuarantineRow[]> {
  const { relation, closed } = source;
  const bound = limit < Number.MAX_SAFE_INTEGER ? ` LIMIT ${Math.floor(limit)}` : '';
  const rows = `SELECT ${COLUMNS} FROM ${relation} WHERE ${condition} ${order}${bound}`;
  const few = limit <= FEW;
  const sql =
    closed === undefined || few
      ? rows
      : `SELECT r.*, c.status, c.closed_at, c.reason FROM (${rows}) r LEFT JOIN (SELECT id AS closed_id, status, closed_at, reason FROM ${closed}) c ON r.id = c.closed_id ${order}`;
  const found = await scope.rows(await scope.query(sql), limit);
  const ids = found.map(([id]) => id ?? '');
  const how = few && closed !== undefined && ids.length > 0 ? await closedById(scope, closed, ids) : undefined;
  return found.map((cells) => toRow([...cells, ...(how?.get(cells[0] ?? '') ?? [])], source));
}

/** How, when and why rows were closed. */
async function closedById(
  scope: Scope,
  closed: string,
  ids: readonly string[],
): Promise<Map<string, (string | null)[]>> {
  const sql = `SELECT id, status, closed_at, reason FROM ${closed} WHERE ${oneOf(ids)}`;
  const found = await scope.rows(await scope.query(sql), ids.length);
  return new Map(found.map(([id, ...how]) => [id ?? '', how]));
}

/** SQL: ids as constants, where they are few, let the engine pass over what it need not read. */
function oneOf(ids: readonly string[]): string {
  return `id IN (${ids.length <= FEW ? ids.map(literal).join(', ') : textRows(new Set(ids))})`;
}

function toRow(cells: readonly (string | null)[], { name, pending }: QuarantineSource): QuarantineRow {
  const [id, run, rule, reasons, file, line, column, row, status, at, reason] = cells;
  const isClosed = status === 'replayed' || status === 'discarded';
  return {
    id: id ?? '',
    run: run ?? '',
    rule: rule ?? '',
    reasons: reasonsOf(reasons ?? null),
    file: file ?? null,
    line: line === null || line === undefined ? null : Number(line),
    column: column ?? null,
    status: pending ? 'pending' : isClosed ? status : 'open',
    row: row ?? null,
    ...(isClosed && { closed: { at: at ?? '', reason: reason ?? null } }),
    ...(name !== undefined && { table: name }),
  };
}

function reasonsOf(text: string | null): string[] {
  const parsed: unknown = text === null ? [] : JSON.parse(text);
  return Array.isArray(parsed) ? parsed.map(String) : [String(parsed)];
}
