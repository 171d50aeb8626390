import { join } from 'node:path';
import { MeshError } from '../errors';
import { field, type Field } from '../model/schema';
import { QUARANTINE_COLUMNS, type Relation, type Scope, type TableHead } from '../ports';
import type { Replay } from './replay';
import type { SourceHeader } from './source-header';

/** An open row of the quarantine. */
export interface OpenRow {
  id: string;
  /** The step that refused it. */
  rule: string;
  /** The source file that it came from; empty where a filter refused it. */
  file: string;
  /** The header of that file as it was then; undefined where it has none. */
  header: string | undefined;
  /** The source's line or lines, or the output row as JSON. */
  row: string;
}

const COLUMNS: Field[] = QUARANTINE_COLUMNS.map((name) =>
  name === 'reasons'
    ? field(name, { type: 'array', elementType: 'string', containsNull: true })
    : field(name, name === 'line' ? 'long' : 'string'),
);

/** The open rows that a step of the job refused, or those with the given ids. Throws USAGE for ids that are none. */
export async function openRows(
  replay: Replay,
  scope: Scope,
  head: TableHead,
  ids: readonly string[],
): Promise<OpenRow[]> {
  const entries = [...(head.state?.entries.values() ?? [])];
  const closed = new Set(entries.flatMap((entry) => (entry.kind === 'resolved' ? [entry.row] : [])));
  const rules = new Set(replay.job.steps.map((step) => step.name));
  const open: OpenRow[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'quarantine' || (ids.length === 0 && !rules.has(entry.rule))) continue;
    for (const row of await refusedRows(scope, join(replay.table.location, entry.file), entry.headers ?? []))
      if (!closed.has(row.id)) open.push(row);
  }
  if (ids.length === 0) return open;
  const known = new Map(open.map((row) => [row.id, row]));
  for (const id of ids) {
    const row = known.get(id);
    if (!row)
      throw new MeshError('USAGE', `${replay.dataset.id} has no open row ${id}`, {
        hint: `See \`mesh quarantine list ${replay.dataset.id}\`.`,
      });
    if (!rules.has(row.rule)) {
      const hint = 'Call the step by its old name again, or discard the row with a reason.';
      throw new MeshError(
        'USAGE',
        `row ${id} was refused by \`${row.rule}\`, and no step of ${replay.dataset.id} has that name`,
        { hint },
      );
    }
  }
  return open.filter((row) => ids.includes(row.id));
}

async function refusedRows(scope: Scope, path: string, headers: readonly SourceHeader[]): Promise<OpenRow[]> {
  const rows = await scope.rows(await quarantineRelation(scope, path), Number.MAX_SAFE_INTEGER);
  return rows.map(([id, , rule, , file, , , row]) => {
    const header = headers.find(({ files }) => files === undefined || files.includes(file ?? ''))?.text;
    return { id: id ?? '', rule: rule ?? '', file: file ?? '', header, row: row ?? '' };
  });
}

/** Quarantine files as a relation of QUARANTINE_COLUMNS. */
export function quarantineRelation(scope: Scope, ...paths: readonly string[]): Promise<Relation> {
  return scope.table({
    version: 0,
    schema: COLUMNS,
    partitionColumns: [],
    files: paths.map((path) => ({ path, bytes: 0, partitionValues: {} })),
  });
}
