import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MeshError } from '../errors';
import type { FilterStep } from '../model/job';
import { field, type DataType, type Field } from '../model/schema';
import { sqlOf, yieldsRows } from '../plan/statements';
import { QUARANTINE_COLUMNS, type Scope, type StagedRelation, type TableScan } from '../ports';
import { recordedSchema } from './ingest';
import type { JobRun } from './job-run';
import { query } from './query';
import type { Replay, ReplayedRows } from './replay';
import { quarantineRelation, type OpenRow } from './replay-rows';
import { runSteps } from './steps';

/** A filter and its place in the job. */
interface Place {
  step: FilterStep;
  index: number;
}

/** Rows with their ids in a column of its own, and the columns without it. */
interface Identified {
  id: string;
  columns: Field[];
  relation: StagedRelation;
}

/** Output rows that a filter refused: read back, put to the filter again; those that it lets pass go through the rest of the job. */
export async function replayFiltered(
  replay: Replay,
  run: JobRun,
  place: Place,
  rows: readonly OpenRow[],
): Promise<ReplayedRows> {
  const { step, index } = place;
  const { scope } = run;
  const before = replay.job.steps
    .slice(0, index)
    .filter(yieldsRows)
    .map(({ name }) => name);
  refuseUnreadable(replay, place, before);
  const { input, refused } = await columnsAt(replay, run, place);
  refuseInexact(input, step);
  const whole = rows.filter(({ row }) => hasColumns(row, input));
  const read = await readBack(replay, scope, step, input, whole);
  await scope.name(ROWS, read.relation);
  const again = await scope.query(`SELECT * EXCLUDE (${read.id}) FROM ${ROWS}`);
  for (const name of [before.at(-1) ?? 'input', 'input']) await scope.name(name, again);
  const found = await query(run, step.sql);
  const kept = await scope.except(again, found);
  const texts = await jsonTexts(replay, scope, found, `${step.name}-refused.parquet`);
  const passed = await idsByText(replay, scope, step, read, refused);
  for (const text of texts) {
    if (passed.get(text)?.pop() === undefined)
      throw new MeshError('BUG', `the filter ${step.name} refused a row that was not read back: ${text}`);
  }
  const ids = new Set([...passed.values()].flat());
  const refusedIds = rows.filter(({ id }) => !ids.has(id)).map(({ id }) => id);
  if (ids.size === 0) return { passed: [], refused: refusedIds, result: undefined };
  const current = { relation: kept, name: step.name, sql: step.sql, rows: ids.size };
  for (const name of [step.name, 'input']) await scope.name(name, kept);
  return { passed: [...ids], refused: refusedIds, result: await runSteps(run, { after: index, current }) };
}

const KEPT_ELSEWHERE = 'Discard the rows with a reason, or put them into a new source file.';
/** A name for the rows inside of this replay. */
const ROWS = 'mesh_replayed_rows';

/** Only the rows that come to the filter are there again, not those of the steps before. */
function refuseUnreadable({ job, analyses, dataset }: Replay, { step, index }: Place, before: readonly string[]): void {
  const hint = KEPT_ELSEWHERE;
  const rest = job.steps.slice(index);
  const ingest = rest.find((other) => other.kind === 'ingest');
  if (ingest)
    throw new MeshError(
      'USAGE',
      `rows that \`${step.name}\` refused cannot be replayed: \`${ingest.name}\` after it reads files`,
      { hint },
    );
  const gone = new Set(before.slice(0, -1));
  for (const other of rest) {
    const read = analyses.get(sqlOf(other)?.text ?? '')?.tables.find(({ name }) => gone.has(name));
    if (!read) continue;
    throw new MeshError(
      'USAGE',
      `rows that \`${step.name}\` refused cannot be replayed: \`${other.name}\` of ${dataset.id} reads \`${read.name}\`, whose rows are not kept`,
      { hint },
    );
  }
}

/** The columns that come to the filter, and those of its result, from binding the steps on no rows. */
async function columnsAt(
  replay: Replay,
  run: JobRun,
  { step, index }: Place,
): Promise<{ input: Field[]; refused: Field[] }> {
  const bound: JobRun = { ...run, scope: await replay.session.scope() };
  try {
    let input: Field[] = [];
    for (const other of replay.job.steps.slice(0, index).filter(yieldsRows)) {
      if (other.kind === 'ingest') input = other.schema ?? recordedSchema(run, other) ?? unknownColumns(replay, step);
      const relation =
        other.kind === 'transform' ? await query(bound, other.sql) : await bound.scope.table(noRows(input));
      input = relation.columns;
      for (const name of [other.name, 'input']) await bound.scope.name(name, relation);
    }
    return { input, refused: (await query(bound, step.sql)).columns };
  } finally {
    await bound.scope.close();
  }
}

function noRows(schema: Field[]): TableScan {
  return { version: 0, schema, partitionColumns: [], files: [] };
}

function unknownColumns(replay: Replay, step: FilterStep): never {
  throw new MeshError(
    'USAGE',
    `rows that \`${step.name}\` refused cannot be replayed: the columns of its input are not recorded`,
    {
      hint: `Declare them in the "schema" of the ingest, or \`mesh run ${replay.dataset.id}\` first.`,
    },
  );
}

/** A row of other columns stays open: no value is made up, none is lost. */
function hasColumns(row: string, columns: readonly Field[]): boolean {
  try {
    const names = Object.keys(JSON.parse(row) as object);
    return names.length === columns.length && columns.every(({ name }) => names.includes(name));
  } catch {
    return false;
  }
}

function refuseInexact(columns: readonly Field[], step: FilterStep): void {
  const column = columns.find(({ type }) => typeof type !== 'string' && isInexact(type));
  if (!column) return;
  const message = `rows that \`${step.name}\` refused cannot be replayed: the quarantine does not keep every digit or byte of values inside of \`${column.name}\``;
  throw new MeshError('USAGE', message, { hint: KEPT_ELSEWHERE });
}

/** Inside of other values decimals are written with the digits of a DOUBLE, and bytes as text. */
function isInexact(type: DataType): boolean {
  if (typeof type === 'string') return type === 'binary' || Number(/^decimal\((\d+),/.exec(type)?.[1] ?? 0) > 15;
  if (type.type === 'array') return isInexact(type.elementType);
  if (type.type === 'map') return isInexact(type.keyType) || isInexact(type.valueType);
  return type.fields.some((inner) => isInexact(inner.type));
}

/** The rows with their ids, staged in the replay's folder; those whose values do not fit the columns are left out. */
async function readBack(
  replay: Replay,
  scope: Scope,
  step: FilterStep,
  columns: Field[],
  rows: readonly OpenRow[],
): Promise<Identified> {
  let id = 'mesh_row_id';
  while (columns.some(({ name }) => name.toLowerCase() === id)) id += '_';
  const path = join(replay.folder, `${step.name}.ndjson`);
  await writeFile(path, rows.map((row) => `{"${id}":"${row.id}",${row.row.slice(1)}\n`).join(''));
  const schema = [field(id, 'string'), ...columns];
  const text = schema.map((column) => (column.type === 'binary' ? field(column.name, 'string') : column));
  const target = {
    directory: replay.folder,
    partitionBy: [],
    quarantineFile: join(replay.folder, `${step.name}-misfits.parquet`),
    run: replay.run,
    rule: step.name,
  };
  const { relation } = await scope.ingest(
    {
      kind: 'scan',
      format: 'json',
      files: [{ path }],
      options: { multiLine: false },
      badRows: 'QUARANTINE',
      schema: text,
    },
    target,
  );
  // As a source, bytes would be the text's own; the quarantine has them as the engine casts them.
  return { id, columns, relation: await scope.stage(relation, { directory: replay.folder, schema, partitionBy: [] }) };
}

/** Ids by the row as JSON, its columns in the order in which the filter gives them. Equal rows stand for each other. */
async function idsByText(
  replay: Replay,
  scope: Scope,
  step: FilterStep,
  { id, columns, relation }: Identified,
  order: readonly Field[],
): Promise<Map<string, string[]>> {
  const named = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const schema = [field(id, 'string'), ...order.flatMap(({ name }) => named.get(name.toLowerCase()) ?? [])];
  const ordered = await scope.table({ version: 0, schema, partitionColumns: [], files: relation.files });
  const ids = new Map<string, string[]>();
  for (const text of await jsonTexts(replay, scope, ordered, `${step.name}-read.parquet`)) {
    const [, own = '', rest = ''] = /^\{"[^"]*":"([^"]*)",(.*)$/s.exec(text) ?? [];
    const key = `{${rest}`;
    ids.set(key, [...(ids.get(key) ?? []), own]);
  }
  return ids;
}

/** Rows as the quarantine has them. */
async function jsonTexts(
  replay: Replay,
  scope: Scope,
  relation: Parameters<Scope['quarantine']>[0],
  name: string,
): Promise<string[]> {
  const file = join(replay.folder, name);
  await scope.quarantine(relation, { file, run: replay.run, rule: 'replay', reason: '' });
  const rows = await scope.rows(await quarantineRelation(scope, file), Number.MAX_SAFE_INTEGER);
  return rows.map((row) => row[QUARANTINED] ?? '');
}

/** Index of the row itself among the columns of a quarantine file. */
const QUARANTINED = QUARANTINE_COLUMNS.indexOf('row');
