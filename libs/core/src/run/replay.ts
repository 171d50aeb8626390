import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MeshError } from '../errors';
import type { MeshContext } from '../mesh';
import type { RowCounts } from '../model/events';
import type { Dataset, IngestStep, Job, TableDestination } from '../model/job';
import { field, type Field } from '../model/schema';
import { datasetsOf } from '../plan/selection';
import { check } from '../plan/validate';
import { openSource } from '../plan/sources';
import { QUARANTINE_COLUMNS, type EngineSession, type Scan, type Scope, type StagedRelation, type StateHead, type Table, type TableHead } from '../ports';
import { discard, newJobRun } from './job-run';
import { publishTable } from './publish';
import { rowAt, writeReplaySources, type OpenRow } from './replay-source';
import { newRunId } from './run-id';
import { sandboxPaths } from './sandbox-paths';
import { withSession } from './session';
import type { SourceHeader } from './source-header';
import { runSteps } from './steps';

export interface ReplayResult {
  address: string;
  run: string;
  /** The new version; undefined where no row passed. */
  version?: number;
  /** Ids of the rows that passed and are closed now. */
  replayed: string[];
  /** Ids of the rows that failed again and stay open. */
  open: string[];
  rows: RowCounts;
}

/**
 * Parses and checks the open rows of an appending ingest again; those that pass are appended and closed in one
 * commit. Throws USAGE for datasets that cannot replay (an overwrite is run again instead) and for unknown ids.
 */
export async function replay(context: MeshContext, options: { address: string; ids: readonly string[] }): Promise<ReplayResult> {
  const { dataset, job, destination, step } = replayable(context, options.address);
  const run = newRunId(context.host.now());
  const table = context.lakehouse.table(destination.location);
  const { root, properties } = context.workspace;
  const folder = join(root, '.mesh', 'replay', run);
  const checked = await check(context, false);
  const paths = [properties.lake, folder, ...sandboxPaths(context, [{ file: dataset.file, job }])];
  try {
    return await withSession(context, { folder: root, run, paths }, async (session) => {
      await pinInputs(context, session, checked.resolved.graph.inputs(dataset.id));
      await mkdir(folder, { recursive: true });
      return replayRows({ context, session, dataset, job, destination, step, table, run, folder }, options.ids);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Replay {
  context: MeshContext;
  session: EngineSession;
  dataset: Dataset;
  job: Job;
  destination: TableDestination;
  step: IngestStep;
  table: Table;
  run: string;
  /** Temporary folder for the rows as a source. */
  folder: string;
}

function replayable(context: MeshContext, address: string): Pick<Replay, 'dataset' | 'job' | 'destination' | 'step'> {
  const dataset = datasetsOf(context.workspace).get(address);
  if (!dataset) throw new MeshError('USAGE', `there is no dataset ${address}`);
  const job = dataset.jobs.at(-1);
  const destination = job?.destinations.find((candidate): candidate is TableDestination => candidate.kind === 'table');
  const ingests = job?.steps.filter((step): step is IngestStep => step.kind === 'ingest') ?? [];
  const [step] = ingests;
  if (!job || !destination || destination.mode !== 'append') {
    throw new MeshError('USAGE', `${address} is overwritten by every run: nothing is replayed`, { hint: `Correct the source or the rule, then \`mesh run ${address}\`.` });
  }
  if (!step || ingests.length > 1 || job.steps[0] !== step || step.connector === 'IngestParquet') {
    throw new MeshError('USAGE', `${address} cannot replay: its last job must begin with one ingest of text files and have no other`);
  }
  return { dataset, job, destination, step };
}

async function pinInputs(context: MeshContext, session: EngineSession, inputs: readonly string[]): Promise<void> {
  const datasets = datasetsOf(context.workspace);
  for (const address of inputs) {
    const input = datasets.get(address);
    if (input) await session.pin(address, await context.lakehouse.table(input.location).scan());
  }
}

async function replayRows(replay: Replay, ids: readonly string[]): Promise<ReplayResult> {
  const { context, table, step } = replay;
  const head = await table.head();
  if (!head?.state) throw new MeshError('TABLE_MISSING', `${replay.dataset.id} has no table of mu-mesh yet`);
  const scope = await replay.session.scope();
  const run = newJobRun({
    context,
    run: replay.run,
    address: replay.dataset.id,
    file: replay.dataset.file,
    job: replay.job,
    scope,
    table,
    head,
    staging: replay.destination.location,
  });
  try {
    const rows = await openRows(replay, scope, head, ids);
    const { relation, failed } = await parse(replay, scope, head, rows);
    relation.files.forEach((file) => run.written.add(file.path));
    const replayed = rows.filter((_, index) => !failed.has(index)).map((row) => row.id);
    const open = rows.filter((_, index) => failed.has(index)).map((row) => row.id);
    if (relation.rows !== replayed.length) {
      throw new MeshError('BUG', `${rows.length} rows were read again as ${relation.rows} good and ${failed.size} refused ones; nothing was changed`);
    }
    run.rows.in = rows.length;
    run.rows.quarantined = open.length;
    const result: ReplayResult = { address: replay.dataset.id, run: replay.run, replayed, open, rows: run.rows };
    if (replayed.length === 0) return result;
    run.replay = new Map([[step.name, relation]]);
    const current = await runSteps(run);
    for (const id of replayed) run.entries.set(`resolved:${id}`, { kind: 'resolved', row: id, status: 'replayed', at: context.host.now().toISOString() });
    run.sourceSchemas = head.state.head.sourceSchemas;
    const outcome = await publishTable(run, { table, destination: replay.destination, readVersion: head.version, withExports: false }, current, provenance(head.state.head));
    if (outcome.outcome === 'unknown') throw new MeshError('OUTCOME_UNKNOWN', `the commit of ${replay.dataset.id} may or may not be durable`, { cause: outcome.cause });
    if (outcome.outcome !== 'committed') throw new MeshError('CONFLICT', `another run wrote ${replay.dataset.id} meanwhile`);
    return { ...result, version: outcome.version };
  } finally {
    await discard(run);
    await scope.close();
  }
}

/** A replay reads nothing new: what the next run compares with stays as it is. */
function provenance(head: StateHead): Pick<StateHead, 'fingerprint' | 'engine' | 'inputs'> {
  return { fingerprint: head.fingerprint, engine: head.engine, inputs: head.inputs };
}

const COLUMNS: Field[] = QUARANTINE_COLUMNS.map((name) =>
  name === 'reasons' ? field(name, { type: 'array', elementType: 'string', containsNull: true }) : field(name, name === 'line' ? 'long' : 'string'),
);

async function openRows(replay: Replay, scope: Scope, head: TableHead, ids: readonly string[]): Promise<OpenRow[]> {
  const entries = [...(head.state?.entries.values() ?? [])];
  const closed = new Set(entries.flatMap((entry) => (entry.kind === 'resolved' ? [entry.row] : [])));
  const open: OpenRow[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'quarantine' || entry.rule !== replay.step.name) continue;
    for (const row of await refusedRows(scope, join(replay.table.location, entry.file), entry.headers ?? [])) if (!closed.has(row.id)) open.push(row);
  }
  if (ids.length === 0) return open;
  const known = new Set(open.map((row) => row.id));
  for (const id of ids) if (!known.has(id)) unknownRow(id, replay.dataset.id);
  return open.filter((row) => ids.includes(row.id));
}

async function refusedRows(scope: Scope, path: string, headers: readonly SourceHeader[]): Promise<OpenRow[]> {
  const relation = await scope.table({ version: 0, schema: COLUMNS, partitionColumns: [], files: [{ path, bytes: 0, partitionValues: {} }] });
  const rows = await scope.rows(relation, Number.MAX_SAFE_INTEGER);
  return rows.map(([id, , , , file, , , row]) => {
    const header = headers.find(({ files }) => files === undefined || files.includes(file ?? ''))?.text;
    return { id: id ?? '', file: file ?? '', header, row: row ?? '' };
  });
}

function unknownRow(id: string, address: string): never {
  throw new MeshError('USAGE', `${address} has no open row ${id}`, { hint: `See \`mesh quarantine list ${address}\`.` });
}

/** Reads the rows as files again; `failed` has the indexes of those that were refused again. */
async function parse(replay: Replay, scope: Scope, head: TableHead, rows: readonly OpenRow[]): Promise<{ relation: StagedRelation; failed: Set<number> }> {
  const template = openSource(replay.context, replay.dataset.file, replay.step, 'append').read([]);
  const schema = replay.step.schema ?? Object.values(head.state?.head.sourceSchemas ?? {})[0];
  const lost = template.format === 'csv' && template.options.header ? rows.find(({ header }) => header === undefined) : undefined;
  if (lost) {
    const hint = 'Discard the rows with a reason, or put them into a new source file.';
    throw new MeshError('USAGE', `the header of ${lost.file} was not kept when row ${lost.id} was refused: its columns are not known`, { hint });
  }
  const sources = await writeReplaySources(replay.folder, template, rows);
  const quarantineFile = join(replay.folder, 'refused.parquet');
  const scan: Scan = { ...template, files: sources.map(({ path }) => ({ path })), badRows: 'QUARANTINE', ...(schema && { schema }) };
  const target = { directory: replay.destination.location, partitionBy: [], quarantineFile, run: replay.run, rule: replay.step.name };
  const ingested = await scope.ingest(scan, target);
  if (ingested.quarantined === 0) return { relation: ingested.relation, failed: new Set() };
  const refused = await scope.table({ version: 0, schema: COLUMNS, partitionColumns: [], files: [{ path: quarantineFile, bytes: 0, partitionValues: {} }] });
  const failed = (await scope.rows(refused, Number.MAX_SAFE_INTEGER)).map(([, , , , file, line]) => rowAt(sources, file ?? '', Number(line)));
  return { relation: ingested.relation, failed: new Set(failed) };
}
