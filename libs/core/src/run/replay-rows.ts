import { join } from 'node:path';
import { ROW_RULES } from '../check';
import { literal, textRows } from '../check/quote';
import { MeshError } from '../errors';
import { field, type Field } from '../model/schema';
import { QUARANTINE_COLUMNS, type Relation, type Scope, type TableHead } from '../ports';
import { nameClosed } from './closed-rows';
import { SCHEMA_ROWS, SCHEMA_ROWS_HINT } from './discard-columns';
import { keepNamed } from './kept-rows';
import type { Replay } from './replay';
import type { SourceHeader } from './source-header';

/** Open rows are known by this name inside of a replay: `n` (their order, from 1), id, rule, file, header, row. */
export const OPEN_ROWS = 'mesh_open_rows';

/** The rows that are open no longer. */
const CLOSED_ROWS = 'mesh_closed_rows';

/**
 * The open rows of the quarantine, which the engine keeps: they may be more than fit the memory. `header` is the index of
 * the header that a row's file had then; null where it has none.
 */
export interface OpenRows {
  rows: number;
  headers: readonly string[];
}

const COLUMNS: Field[] = QUARANTINE_COLUMNS.map((name) =>
  name === 'reasons'
    ? field(name, { type: 'array', elementType: 'string', containsNull: true })
    : field(name, name === 'line' ? 'long' : 'string'),
);

/** Keeps the open rows that a step of the job or the contract refused, or those with the given ids. Throws USAGE for ids that are none. */
export async function openRows(
  replay: Replay,
  scope: Scope,
  head: TableHead,
  ids: readonly string[],
): Promise<OpenRows> {
  const entries = [...(head.state?.entries.values() ?? [])];
  const rules = new Set(rulesOf(replay));
  const [headers, parts]: [string[], string[]] = [[], []];
  for (const entry of entries) {
    if (entry.kind !== 'quarantine' || (ids.length === 0 && !rules.has(entry.rule))) continue;
    const name = `mesh_refused_${parts.length}`;
    await scope.name(name, await quarantineRelation(scope, join(replay.table.location, entry.file)));
    parts.push(
      `SELECT id, rule, coalesce(file, '') AS file, ${headerOf(entry.headers ?? [], headers)} AS header, "row" FROM ${name}`,
    );
  }
  if (parts.length === 0) {
    await checkIds(replay, scope, ids, false);
    return { rows: 0, headers };
  }
  const closed = await nameClosed(scope, CLOSED_ROWS, replay.table.location, entries);
  const open = closed ? `id NOT IN (SELECT id FROM ${CLOSED_ROWS})` : 'true';
  const wanted = ids.length === 0 ? open : `${open} AND id IN (${textRows(new Set(ids))})`;
  const kept = await keepNamed(
    scope,
    OPEN_ROWS,
    `SELECT row_number() OVER () AS n, * FROM (${parts.join(' UNION ALL ')}) WHERE ${wanted}`,
  );
  await checkIds(replay, scope, ids, true);
  return { rows: kept.rows, headers };
}

/** SQL: the index in `all` of the header that the file of a row had; headers that are new are added. */
function headerOf(headers: readonly SourceHeader[], all: string[]): string {
  const cases = headers.map(({ text, files }) => {
    if (!all.includes(text)) all.push(text);
    const whose = files === undefined ? 'true' : `file IN (${textRows(files)})`;
    return `WHEN ${whose} THEN ${all.indexOf(text)}`;
  });
  return cases.length > 0 ? `CASE ${cases.join(' ')} END` : 'NULL::INTEGER';
}

/** Who can have refused rows that are replayed. */
export function rulesOf({ job }: Replay): string[] {
  return [...job.steps.map((step) => step.name), ROW_RULES];
}

async function checkIds(replay: Replay, scope: Scope, ids: readonly string[], any: boolean): Promise<void> {
  if (ids.length === 0) return;
  const rules = rulesOf(replay);
  const sql = `SELECT id, rule FROM ${OPEN_ROWS}`;
  const known = new Map(
    any ? (await scope.rows(await scope.query(sql), ids.length)).map(([id, rule]) => [id, rule]) : [],
  );
  for (const id of ids) {
    const rule = known.get(id);
    if (rule === undefined)
      throw new MeshError('USAGE', `${replay.dataset.id} has no open row ${id}`, {
        hint: `See \`mesh quarantine list ${replay.dataset.id}\`.`,
      });
    if (rule === SCHEMA_ROWS)
      throw new MeshError('USAGE', `row ${id} has values that the table of ${replay.dataset.id} has no place for`, {
        hint: `It is not replayed. ${SCHEMA_ROWS_HINT}`,
      });
    if (!rules.includes(rule ?? '')) {
      const hint = 'Call the step by its old name again, or discard the row with a reason.';
      throw new MeshError(
        'USAGE',
        `row ${id} was refused by \`${rule}\`, and no step of ${replay.dataset.id} has that name`,
        { hint },
      );
    }
  }
}

/** SQL: a row that a step refused. */
export function refusedBy(step: string): string {
  return `rule = ${literal(step)}`;
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
