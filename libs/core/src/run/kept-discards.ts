import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { textRows } from '../check/quote';
import type { Scope, StateEntry, Table } from '../ports';
import type { JobRun } from './job-run';
import { quarantineRelation } from './replay-rows';

type Quarantined = Extract<StateEntry, { kind: 'quarantine' }>;
type Resolved = Extract<StateEntry, { kind: 'resolved' }>;

/** Names for the rows inside of this look-up; a step of that name has done its work. */
const [BEFORE, NOW] = ['mesh_refused_before', 'mesh_refused_now'];

/** The same row: of one rule, from one place in the source, with one text. Of equal ones each stands for one. */
const PLACE = 'PARTITION BY rule, file, line, "row" ORDER BY id';
const NUMBERED = `SELECT id, rule, file, line, "row", row_number() OVER (${PLACE}) AS n FROM`;
const same = (discarded: Iterable<string>): string =>
  `SELECT b.id AS old, a.id AS new FROM (${NUMBERED} ${BEFORE}) b JOIN (${NUMBERED} ${NOW}) a ` +
  'ON a.rule = b.rule AND a.file IS NOT DISTINCT FROM b.file AND a.line IS NOT DISTINCT FROM b.line ' +
  'AND a."row" = b."row" AND a.n = b.n ' +
  `WHERE b.id IN (${textRows(discarded)})`;

/**
 * An overwrite starts a new quarantine. A row that was discarded and that this run refuses again stays discarded, with
 * its reason; one that is not refused again is forgotten.
 */
export async function keepDiscards({ scope, table, head, entries }: JobRun): Promise<void> {
  const before = [...(head?.state?.entries.values() ?? [])];
  const discarded = new Map<string, Resolved>();
  for (const entry of before)
    if (entry.kind === 'resolved' && entry.status === 'discarded') discarded.set(entry.row, entry);
  if (!table || discarded.size === 0) return;
  const named =
    (await nameRows(scope, table, BEFORE, before)) && (await nameRows(scope, table, NOW, [...entries.values()]));
  if (!named) return;
  const found = await scope.rows(await scope.query(same(discarded.keys())), discarded.size);
  for (const [old, id] of found) {
    const entry = discarded.get(old ?? '');
    if (entry && id) entries.set(`resolved:${id}`, { ...entry, row: id });
  }
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
