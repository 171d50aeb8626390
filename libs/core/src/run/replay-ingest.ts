import { literal } from '../check/quote';
import { MeshError } from '../errors';
import type { IngestStep } from '../model/job';
import type { Scan, TableHead } from '../ports';
import type { JobRun } from './job-run';
import { keepNamed } from './kept-rows';
import { isReadable, readAgain } from './read-again';
import type { Replay, ReplayedRows } from './replay';
import { OPEN_ROWS, quarantineRelation, refusedBy, type OpenRows } from './replay-rows';
import type { ReplaySource } from './replay-source';
import { runSteps } from './steps';

/** Names of the rows inside of this replay: where each lies in its file, and what was refused again. */
const [PLACED, AGAIN] = ['mesh_placed_rows', 'mesh_again_refused'];

/** Lines that an ingest refused, parsed again; those that fit go through the whole job. */
export async function replayIngested(
  replay: Replay,
  run: JobRun,
  head: TableHead,
  step: IngestStep,
  rows: OpenRows,
  names: ReplayedRows,
): Promise<ReplayedRows> {
  const ingests = replay.job.steps.filter((other) => other.kind === 'ingest');
  if (ingests.length > 1 || replay.job.steps[0] !== step || step.connector === 'IngestParquet') {
    throw new MeshError(
      'USAGE',
      `${replay.dataset.id} cannot replay: its last job must begin with one ingest of text files and have no other`,
    );
  }
  const { relation, refusals, unfit, sources, format } = await readAgain(replay, run, head, step, rows);
  const { scope } = run;
  await scope.name(AGAIN, await quarantineRelation(scope, ...refusals));
  const own = `(SELECT n, id, header, "row" FROM ${OPEN_ROWS} WHERE ${refusedBy(step.name)})`;
  const placed = `SELECT n, id, header, ${pathOf(sources)} AS path, ${startOf(sources, format)} AS start FROM ${own} WHERE ${isReadable(format)}`;
  await keepNamed(scope, PLACED, placed);
  const found = `SELECT p.n FROM ${AGAIN} a ASOF JOIN ${PLACED} p ON a.file = p.path AND a.line >= p.start`;
  const misfits = unfit.map((name) => ` OR id IN (SELECT id FROM ${name})`).join('');
  const refused = await keepNamed(
    scope,
    names.refused,
    `SELECT n, id FROM ${own} WHERE NOT ${isReadable(format)} OR n IN (${found})${misfits} ORDER BY n`,
  );
  const passed = await keepNamed(
    scope,
    names.passed,
    `SELECT n, id FROM ${own} WHERE n NOT IN (SELECT n FROM ${names.refused}) ORDER BY n`,
  );
  const good = relation?.rows ?? 0;
  if (good !== passed.rows) {
    const all = passed.rows + refused.rows;
    throw new MeshError(
      'BUG',
      `${all} rows were read again as ${good} good and ${all - passed.rows} refused ones; nothing was changed`,
    );
  }
  if (!relation || good === 0) return names;
  run.replay = new Map([[step.name, relation]]);
  return { ...names, result: await runSteps(run) };
}

function pathOf(sources: readonly ReplaySource[]): string {
  return bySource(sources, ({ path }) => literal(path), "''");
}

/** SQL: the line at which a row begins: after the header and the rows before it. */
function startOf(sources: readonly ReplaySource[], format: Scan['format']): string {
  const text = `replace(replace("row", chr(13) || chr(10), chr(10)), chr(13), chr(10))`;
  const lines = format === 'json' ? '1' : `1 + length(${text}) - length(replace(${text}, chr(10), ''))`;
  const before = `sum(${lines}) OVER (PARTITION BY header ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
  return `(${bySource(sources, ({ firstLine }) => String(firstLine), '1')} + coalesce(${before}, 0))::BIGINT`;
}

function bySource(sources: readonly ReplaySource[], value: (source: ReplaySource) => string, none: string): string {
  const cases = sources.map(
    (source) =>
      `WHEN ${source.header === undefined ? 'header IS NULL' : `header = ${source.header}`} THEN ${value(source)}`,
  );
  return cases.length > 0 ? `CASE ${cases.join(' ')} END` : none;
}
