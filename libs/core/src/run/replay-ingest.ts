import { join } from 'node:path';
import { literal } from '../check/quote';
import { MeshError } from '../errors';
import type { IngestStep } from '../model/job';
import { openSource } from '../plan/sources';
import type { Scan, StagedRelation, TableHead } from '../ports';
import type { JobRun } from './job-run';
import { keepNamed, pages } from './kept-rows';
import type { Replay, ReplayedRows } from './replay';
import { OPEN_ROWS, quarantineRelation, refusedBy, type OpenRows } from './replay-rows';
import { writeReplaySources, type ReplaySource } from './replay-source';
import { runSteps } from './steps';

/** Names of the rows inside of this replay: where each lies in its file, and what was refused again. */
const [PLACED, AGAIN] = ['mesh_placed_rows', 'mesh_again_refused'];
const REFUSED = 'refused.parquet';

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
  const { relation, quarantined, sources, format } = await parse(replay, run, head, step, rows);
  relation?.files.forEach((file) => run.written.add(file.path));
  const { scope } = run;
  const files = quarantined > 0 ? [join(replay.folder, REFUSED)] : [];
  await scope.name(AGAIN, await quarantineRelation(scope, ...files));
  const own = `(SELECT n, id, header, "row" FROM ${OPEN_ROWS} WHERE ${refusedBy(step.name)})`;
  const placed = `SELECT n, id, header, ${pathOf(sources)} AS path, ${startOf(sources, format)} AS start FROM ${own} WHERE ${isReadable(format)}`;
  await keepNamed(scope, PLACED, placed);
  const found = `SELECT p.n FROM ${AGAIN} a ASOF JOIN ${PLACED} p ON a.file = p.path AND a.line >= p.start`;
  const refused = await keepNamed(
    scope,
    names.refused,
    `SELECT n, id FROM ${own} WHERE NOT ${isReadable(format)} OR n IN (${found}) ORDER BY n`,
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

/** A row of JSON that was no line, because its document is broken, is not read again: its lines are no rows. */
function isReadable(format: Scan['format']): string {
  return format === 'json' ? `NOT contains("row", chr(10))` : 'true';
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

interface Parsed {
  /** Undefined where no row is readable. */
  relation: StagedRelation | undefined;
  quarantined: number;
  sources: ReplaySource[];
  format: Scan['format'];
}

/** Reads the rows as files again. */
async function parse(
  replay: Replay,
  run: JobRun,
  head: TableHead,
  step: IngestStep,
  { headers }: OpenRows,
): Promise<Parsed> {
  const { scope } = run;
  const template = openSource(replay.context, replay.dataset.file, step, 'append').read([]);
  const schema = step.schema ?? Object.values(head.state?.head.sourceSchemas ?? {})[0];
  const { format } = template;
  if (template.format === 'csv' && template.options.header) {
    const sql = `SELECT id, file FROM ${OPEN_ROWS} WHERE ${refusedBy(step.name)} AND header IS NULL ORDER BY n LIMIT 1`;
    const [lost] = await scope.rows(await scope.query(sql), 1);
    if (lost) throw noHeader(lost[0] ?? '', lost[1] ?? '');
  }
  const condition = `${refusedBy(step.name)} AND ${isReadable(format)}`;
  const texts = pages(scope, OPEN_ROWS, 'header, "row"', condition);
  const sources = await writeReplaySources(replay.folder, format, headers, texts);
  if (sources.length === 0) return { relation: undefined, quarantined: 0, sources, format };
  const scan: Scan = {
    ...lineByLine(template),
    files: sources.map(({ path }) => ({ path })),
    badRows: 'QUARANTINE',
    ...(schema && { schema }),
  };
  const { relation, quarantined } = await scope.ingest(scan, {
    directory: replay.destination.location,
    partitionBy: [],
    quarantineFile: join(replay.folder, REFUSED),
    run: replay.run,
    rule: step.name,
  });
  return { relation, quarantined, sources, format };
}

/** An element of a document of JSON stands on a line of its own now. */
function lineByLine(scan: Scan): Scan {
  return scan.format === 'json' ? { ...scan, options: { ...scan.options, multiLine: false } } : scan;
}

function noHeader(id: string, file: string): MeshError {
  const hint = 'Discard the rows with a reason, or put them into a new source file.';
  return new MeshError(
    'USAGE',
    `the header of ${file} was not kept when row ${id} was refused: its columns are not known`,
    { hint },
  );
}
