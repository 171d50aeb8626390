import { join } from 'node:path';
import { identifier } from '../check/quote';
import { MeshError } from '../errors';
import { discards } from '../model/evolution';
import { field, type Field } from '../model/schema';
import type { IngestStep } from '../model/job';
import { openSource } from '../plan/sources';
import type { Ingested, Relation, Scan, ScanFile, StagedRelation, TableHead } from '../ports';
import { discardColumns } from './discard-columns';
import type { JobRun } from './job-run';
import { keepNamed, pages } from './kept-rows';
import { KEPT_ELSEWHERE } from './read-back';
import { reportDiscarded, shapes, together } from './read-source';
import type { Replay } from './replay';
import { OPEN_ROWS, refusedBy, type OpenRows } from './replay-rows';
import { writeReplaySources, type IdColumn, type ReplaySource } from './replay-source';

/** Lines that were read again. */
export interface ReadAgain {
  /** Undefined where no row is readable. */
  relation: StagedRelation | undefined;
  /** Quarantine files of what does not parse or fit its types again. */
  refusals: string[];
  /** Names of kept rows, with a column `id`: those that have values which the table has no place for (`discard_row`). */
  unfit: string[];
  sources: ReplaySource[];
  format: Scan['format'];
}

/** A name for the rows of one shape inside of this replay. */
const SHAPE = 'mesh_replayed_shape';

/** A row of JSON that was no line, because its document is broken, is not read again: its lines are no rows. */
export function isReadable(format: Scan['format']): string {
  return format === 'json' ? `NOT contains("row", chr(10))` : 'true';
}

/** Reads the open rows of an ingest as files again, as a run of the job would read them. Throws USAGE where a header is not known. */
export async function readAgain(
  replay: Replay,
  run: JobRun,
  head: TableHead,
  step: IngestStep,
  rows: OpenRows,
): Promise<ReadAgain> {
  const template = openSource(replay.context, replay.dataset.file, step, 'append').read([]);
  const schema = step.schema ?? Object.values(head.state?.head.sourceSchemas ?? {})[0];
  const { format } = template;
  await refuseLostHeader(run, step, template);
  const how = schema && discards(replay.destination);
  const ids = how === 'discard_row' ? idColumn(template, schema ?? [], rows.headers) : undefined;
  const condition = `${refusedBy(step.name)} AND ${isReadable(format)}`;
  const texts = pages(run.scope, OPEN_ROWS, 'header, "row", id', condition);
  const sources = await writeReplaySources(replay.folder, format, rows.headers, texts, ids);
  const read: ReadAgain = { relation: undefined, refusals: [], unfit: [], sources, format };
  if (sources.length === 0) return read;
  const scan: Scan = {
    ...lineByLine(withRoom(template, ids)),
    files: sources.map(({ path }) => ({ path })),
    badRows: how === 'discard_value' && template.badRows === 'QUARANTINE' ? 'DISCARD_VALUE' : 'QUARANTINE',
    ...(schema && { schema: ids ? [...schema, field(ids.name, 'string')] : schema }),
  };
  try {
    const groups = how && scan.schema ? await shapes(run, scan, scan.schema) : [{ files: scan.files, others: [] }];
    const parts: Ingested[] = [];
    for (const group of groups) parts.push(await readShape(replay, run, step, { scan, schema, ids, ...group }, read));
    read.relation = (parts.length === 1 ? parts[0] : await together(run, parts, schema ?? []))?.relation;
    return read;
  } catch (error) {
    throw withoutPaths(error, step, sources, rows.headers);
  }
}

interface Shape {
  scan: Scan;
  /** Of the step, without the column of the ids. */
  schema: Field[] | undefined;
  ids: IdColumn | undefined;
  files: ScanFile[];
  /** Columns that the files have besides. */
  others: string[];
}

async function readShape(
  replay: Replay,
  run: JobRun,
  step: IngestStep,
  { scan: whole, schema, ids, files, others }: Shape,
  read: ReadAgain,
): Promise<Ingested> {
  const { scope } = run;
  const scan: Scan = {
    ...whole,
    files,
    ...(whole.schema && { schema: [...whole.schema, ...others.map((name) => field(name, 'string'))] }),
  };
  const quarantineFile = join(replay.folder, `refused-${read.refusals.length}.parquet`);
  const aside = others.length > 0 || ids !== undefined;
  const ingested = await scope.ingest(scan, {
    directory: aside ? replay.folder : run.staging,
    partitionBy: [],
    quarantineFile,
    run: replay.run,
    rule: step.name,
  });
  ingested.relation.files.forEach((file) => run.written.add(file.path));
  if (ingested.quarantined > 0) read.refusals.push(quarantineFile);
  reportDiscarded(run, scan, ingested);
  if (!schema || !aside) return ingested;
  const fitting = ids
    ? await withoutUnfit(run, ingested.relation, { schema, others, id: ids.name }, read)
    : await discardColumns(run, ingested.relation, schema, 'discard_value');
  const relation = await scope.stage(fitting, { directory: run.staging, schema, partitionBy: [] });
  relation.files.forEach((file) => run.written.add(file.path));
  return { ...ingested, relation };
}

/** The rows that have no value in the columns besides; the ids of the others are kept. */
async function withoutUnfit(
  { scope }: JobRun,
  relation: StagedRelation,
  { schema, others, id }: { schema: readonly Field[]; others: readonly string[]; id: string },
  read: ReadAgain,
): Promise<Relation> {
  await scope.name(SHAPE, relation);
  const broken = others.map((name) => `${identifier(name)} IS NOT NULL`).join(' OR ') || 'false';
  const name = `mesh_unfit_${read.unfit.length}`;
  await keepNamed(scope, name, `SELECT ${identifier(id)} AS id FROM ${SHAPE} WHERE ${broken}`);
  read.unfit.push(name);
  const list = schema.map((column) => identifier(column.name)).join(', ');
  return scope.query(`SELECT ${list} FROM ${SHAPE} WHERE NOT (${broken})`);
}

function idColumn(template: Scan, schema: readonly Field[], headers: readonly string[]): IdColumn {
  let name = 'mesh_row_id';
  const isTaken = (): boolean =>
    schema.some((column) => column.name.toLowerCase() === name) ||
    headers.some((header) => header.toLowerCase().includes(name));
  while (isTaken()) name += '_';
  return { name, sep: template.format === 'csv' ? template.options.sep : '' };
}

/** One column more than the files may have. */
function withRoom(scan: Scan, ids: IdColumn | undefined): Scan {
  if (!ids || scan.format !== 'csv' || scan.options.maxColumns === undefined) return scan;
  return { ...scan, options: { ...scan.options, maxColumns: scan.options.maxColumns + 1 } };
}

/** An element of a document of JSON stands on a line of its own now. */
function lineByLine(scan: Scan): Scan {
  return scan.format === 'json' ? { ...scan, options: { ...scan.options, multiLine: false } } : scan;
}

async function refuseLostHeader({ scope }: JobRun, step: IngestStep, template: Scan): Promise<void> {
  if (template.format !== 'csv' || !template.options.header) return;
  const sql = `SELECT id, file FROM ${OPEN_ROWS} WHERE ${refusedBy(step.name)} AND header IS NULL ORDER BY n LIMIT 1`;
  const [lost] = await scope.rows(await scope.query(sql), 1);
  if (!lost) return;
  throw new MeshError(
    'USAGE',
    `the header of ${lost[1] ?? ''} was not kept when row ${lost[0] ?? ''} was refused: its columns are not known`,
    { hint: KEPT_ELSEWHERE },
  );
}

/** The files of a replay are gone when its error is read: what they hold is said in their place. */
function withoutPaths(
  error: unknown,
  step: IngestStep,
  sources: readonly ReplaySource[],
  headers: readonly string[],
): unknown {
  if (!(error instanceof MeshError)) return error;
  let { message } = error;
  for (const { path, header } of sources) {
    const under = header === undefined ? '' : ` under the header ${headers[header]}`;
    message = message.replaceAll(path, `rows that \`${step.name}\` refused${under}`);
  }
  if (message === error.message) return error;
  const hint =
    error.code === 'DATA_INVALID'
      ? 'Declare the columns that these rows have, replay them by their ids apart, or discard them with a reason.'
      : error.hint;
  return new MeshError(error.code, message, { hint, position: step.position, cause: error });
}
