import { join } from 'node:path';
import { MeshError } from '../errors';
import type { FilterStep } from '../model/job';
import { field, type Field } from '../model/schema';
import { sqlOf, yieldsRows } from '../plan/statements';
import type { Relation, Scope, TableScan } from '../ports';
import { recordedSchema } from './ingest';
import type { JobRun } from './job-run';
import { keepNamed } from './kept-rows';
import { query } from './query';
import { KEPT_ELSEWHERE, readBack, type Identified } from './read-back';
import type { Replay, ReplayedRows } from './replay';
import { OPEN_ROWS, quarantineRelation, refusedBy } from './replay-rows';
import { runSteps } from './steps';

/** A filter and its place in the job. */
interface Place {
  step: FilterStep;
  index: number;
}

/** Output rows that a filter refused: read back, put to the filter again; those that it lets pass go through the rest of the job. */
export async function replayFiltered(
  replay: Replay,
  run: JobRun,
  place: Place,
  names: ReplayedRows,
): Promise<ReplayedRows> {
  const { step, index } = place;
  const { scope } = run;
  const before = replay.job.steps
    .slice(0, index)
    .filter(yieldsRows)
    .map(({ name }) => name);
  refuseUnreadable(replay, place, before);
  const { input, refused } = await columnsAt(replay, run, place);
  const read = await readBack(replay, scope, { rule: step.name, columns: input });
  await scope.name(ROWS, read.relation);
  const again = await scope.query(`SELECT * EXCLUDE (${read.id}) FROM ${ROWS}`);
  for (const name of [before.at(-1) ?? 'input', 'input']) await scope.name(name, again);
  const found = await query(run, step.sql);
  const kept = await scope.except(again, found);
  await keepTexts(replay, scope, FOUND, found, `${step.name}-refused.parquet`);
  await keepTexts(replay, scope, READ, await ordered(scope, read, refused), `${step.name}-read.parquet`);
  const passed = await tellApart(scope, step, names);
  if (passed === 0) return names;
  const current = { relation: kept, name: step.name, sql: step.sql, rows: passed };
  for (const name of [step.name, 'input']) await scope.name(name, kept);
  return { ...names, result: await runSteps(run, { after: index, current }) };
}

/** Names inside of this replay: the rows, what the filter refuses of them, and the rows as texts. */
const [ROWS, FOUND, READ] = ['mesh_replayed_rows', 'mesh_found_texts', 'mesh_read_texts'];

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

/** The rows with their ids first, the other columns in the order in which the filter gives them. */
async function ordered(
  scope: Scope,
  { id, columns, relation }: Identified,
  order: readonly Field[],
): Promise<Relation> {
  const named = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const schema = [field(id, 'string'), ...order.flatMap(({ name }) => named.get(name.toLowerCase()) ?? [])];
  return scope.table({ version: 0, schema, partitionColumns: [], files: relation.files });
}

/** Makes rows visible under a name as the quarantine has them: JSON, in the column `row`. */
async function keepTexts(
  replay: Replay,
  scope: Scope,
  name: string,
  relation: Relation,
  fileName: string,
): Promise<void> {
  const file = join(replay.folder, fileName);
  await scope.quarantine(relation, { file, run: replay.run, rule: 'replay', reason: '' });
  await scope.name(name, await quarantineRelation(scope, file));
}

/**
 * Keeps the ids of the rows that the filter refuses again, and of those that it lets pass, and returns how many these
 * are. Rows are told by their texts; equal ones stand for each other.
 */
async function tellApart(scope: Scope, step: FilterStep, names: ReplayedRows): Promise<number> {
  const beginning = `'^[{]"[^"]*":"([^"]*)",'`;
  const read = `SELECT regexp_extract("row", ${beginning}, 1) AS id, '{' || regexp_replace("row", ${beginning}, '') AS text FROM ${READ}`;
  const [mine, theirs] = [
    `SELECT id, text, row_number() OVER (PARTITION BY text ORDER BY id) AS k FROM (${read})`,
    `SELECT "row" AS text, row_number() OVER (PARTITION BY "row") AS k FROM ${FOUND}`,
  ];
  const strange = `SELECT text FROM (${theirs}) f ANTI JOIN (${mine}) r USING (text, k) LIMIT 1`;
  const [stranger] = await scope.rows(await scope.query(strange), 1);
  if (stranger)
    throw new MeshError('BUG', `the filter ${step.name} refused a row that was not read back: ${stranger[0]}`);
  const rows = `SELECT n, id FROM ${OPEN_ROWS} WHERE ${refusedBy(step.name)}`;
  const passing = `SELECT id FROM (${mine}) r ANTI JOIN (${theirs}) f USING (text, k)`;
  const passed = await keepNamed(scope, names.passed, `${rows} AND id IN (${passing}) ORDER BY n`);
  await keepNamed(scope, names.refused, `${rows} AND id NOT IN (SELECT id FROM ${names.passed}) ORDER BY n`);
  return passed.rows;
}
