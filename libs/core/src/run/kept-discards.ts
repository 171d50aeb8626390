import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { textRows } from '../check/quote';
import type { Scope, StateEntry, Table } from '../ports';
import { closedFiles, closedIds, closeRows } from './closed-rows';
import type { JobRun } from './job-run';
import { keepNamed } from './kept-rows';
import { quarantineRelation } from './replay-rows';

type Quarantined = Extract<StateEntry, { kind: 'quarantine' }>;
type Closed = Extract<StateEntry, { kind: 'closed' }>;
type Resolved = Extract<StateEntry, { kind: 'resolved' }>;

/** Names for the rows inside of this look-up; a step of that name has done its work. */
const [BEFORE, NOW] = ['mesh_refused_before', 'mesh_refused_now'];

/** The same row: of one rule, from one place in the source, with one text. Of equal ones each stands for one. */
const PLACE = 'PARTITION BY rule, file, line, "row" ORDER BY id';
const NUMBERED = `SELECT id, rule, file, line, "row", row_number() OVER (${PLACE}) AS n FROM`;
/** `discarded`: SQL that gives the ids of rows that were. */
const same = (discarded: string): string =>
  `SELECT b.id AS old, a.id AS new FROM (${NUMBERED} ${BEFORE}) b JOIN (${NUMBERED} ${NOW}) a ` +
  'ON a.rule = b.rule AND a.file IS NOT DISTINCT FROM b.file AND a.line IS NOT DISTINCT FROM b.line ' +
  'AND a."row" = b."row" AND a.n = b.n ' +
  `WHERE b.id IN (${discarded})`;

/**
 * An overwrite starts a new quarantine. A row that was discarded and that this run refuses again stays discarded, with
 * its reason; one that is not refused again is forgotten.
 */
export async function keepDiscards(run: JobRun): Promise<void> {
  const { scope, table, head, entries } = run;
  const before = [...(head?.state?.entries.values() ?? [])];
  const discarded = new Map<string, Resolved>();
  const many: Closed[] = [];
  for (const entry of before) {
    if (entry.kind === 'resolved' && entry.status === 'discarded') discarded.set(entry.row, entry);
    if (entry.kind === 'closed' && entry.status === 'discarded') many.push(entry);
  }
  if (!table || discarded.size + many.length === 0) return;
  const named =
    (await nameRows(scope, table, BEFORE, before)) && (await nameRows(scope, table, NOW, [...entries.values()]));
  if (!named) return;
  for (const [index, entry] of many.entries()) await keepMany(run, table, entry, index);
  if (discarded.size === 0) return;
  const found = await scope.rows(await scope.query(same(textRows(discarded.keys()))), discarded.size);
  for (const [old, id] of found) {
    const entry = discarded.get(old ?? '');
    if (entry && id) entries.set(`resolved:${id}`, { ...entry, row: id });
  }
}

/** The same for rows that were discarded together. */
async function keepMany(run: JobRun, table: Table, entry: Closed, index: number): Promise<void> {
  const { scope, entries } = run;
  const [ids, again] = [`mesh_discarded_${index}`, `mesh_discarded_again_${index}`];
  await scope.name(ids, await closedIds(scope, table.location, entry));
  const sql = `SELECT row_number() OVER (ORDER BY new) AS n, new AS id FROM (${same(`SELECT id FROM ${ids}`)})`;
  const { rows } = await keepNamed(scope, again, sql);
  const { status, at, reason } = entry;
  const closing = { status, at, ...(reason !== undefined && { reason }) };
  const closed = { name: again, rows, file: `closed-rows-${index}.parquet` };
  for (const [key, one] of await closeRows(scope, { table, run: run.run }, closed, closing)) entries.set(key, one);
  for (const file of closedFiles(table.location, entries.values())) run.written.add(file);
}

/** Makes the rows of listed quarantine files visible under a name; false where there are none. */
async function nameRows(
  scope: Scope,
  table: Table,
  name: string,
  entries: readonly (StateEntry | null)[],
): Promise<boolean> {
  const isQuarantine = (entry: StateEntry | null): entry is Quarantined => entry?.kind === 'quarantine';
  const paths = entries.filter(isQuarantine).map(({ file }) => join(table.location, file));
  const there = paths.filter((path) => existsSync(path));
  if (there.length > 0) await scope.name(name, await quarantineRelation(scope, ...there));
  return there.length > 0;
}
