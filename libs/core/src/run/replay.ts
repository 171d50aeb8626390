import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MeshError } from '../errors';
import type { MeshContext } from '../mesh';
import type { RowCounts } from '../model/events';
import type { Issue } from '../model/issue';
import type { Dataset, Job, TableDestination } from '../model/job';
import type { Analyses } from '../plan/analysis';
import { datasetsOf } from '../plan/selection';
import { check } from '../plan/validate';
import type { EngineSession, Scope, StateHead, Table, TableHead } from '../ports';
import { closedFiles, closeRows } from './closed-rows';
import { discard, newJobRun, type Current, type JobRun } from './job-run';
import { idsOf, keepNamed } from './kept-rows';
import { publishTable, type TableTarget } from './publish';
import { replayContract } from './replay-contract';
import { replayFiltered } from './replay-filter';
import { replayIngested } from './replay-ingest';
import { leftRows } from './replay-left';
import { OPEN_ROWS, openRows, refusedBy, type OpenRows } from './replay-rows';
import { newRunId } from './run-id';
import { sandboxPaths } from './sandbox-paths';
import { withSession } from './session';
import { computed } from './steps';

export interface ReplayResult {
  address: string;
  run: string;
  /** The new version; undefined where no row passed, and none is refused for another reason. */
  version?: number;
  /** Ids of the rows that passed and are closed now. */
  replayed: string[];
  /** Ids of the rows that failed again and stay open. */
  open: string[];
  rows: RowCounts;
  /** Warnings: of open rows that no replay takes, and of values that were left out. */
  issues: Issue[];
}

/** What every part of a replay works with. */
export interface Replay {
  context: MeshContext;
  session: EngineSession;
  analyses: Analyses;
  dataset: Dataset;
  job: Job;
  destination: TableDestination;
  table: Table;
  run: string;
  /** Temporary folder for the rows as a source. */
  folder: string;
  /** Versions of the datasets that the job reads. */
  inputs: Record<string, number>;
}

/** What became of the open rows of one step, or of the contract: names of rows that the engine keeps, with columns `n` and `id`. */
export interface ReplayedRows {
  /** Those that the step lets pass now, and those that it refuses again. */
  passed: string;
  refused: string;
  /** What the job makes of those that pass; undefined where there is none. */
  result: Current | undefined;
}

/**
 * Parses and checks the open rows of an appending dataset again, each from the step on that refused it; those that pass
 * are appended and closed in one commit. Throws USAGE for datasets that cannot replay (an overwrite is run again
 * instead) and for unknown ids.
 */
export async function replay(
  context: MeshContext,
  options: { address: string; ids: readonly string[] },
): Promise<ReplayResult> {
  const { dataset, job, destination } = appending(context, options.address);
  const run = newRunId(context.host.now());
  const table = context.lakehouse.table(destination.location);
  const { root, properties } = context.workspace;
  const folder = join(root, '.mesh', 'replay', run);
  const { analyses, resolved } = await check(context, false);
  const paths = [properties.lake, folder, ...sandboxPaths(context, [{ file: dataset.file, job }])];
  try {
    return await withSession(context, { folder: root, run, paths }, async (session) => {
      const inputs = await pinInputs(context, session, resolved.graph.inputs(dataset.id));
      await mkdir(folder, { recursive: true });
      const parts = { context, session, analyses, dataset, job, destination, table, run, folder, inputs };
      return replayRows(parts, options.ids);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function appending(context: MeshContext, address: string): Pick<Replay, 'dataset' | 'job' | 'destination'> {
  const dataset = datasetsOf(context.workspace).get(address);
  if (!dataset) throw new MeshError('USAGE', `there is no dataset ${address}`);
  const job = dataset.jobs.at(-1);
  const destination = job?.destinations.find((candidate): candidate is TableDestination => candidate.kind === 'table');
  if (!job || !destination || destination.mode !== 'append') {
    throw new MeshError('USAGE', `${address} is overwritten by every run: nothing is replayed`, {
      hint: `Correct the source or the rule, then \`mesh run ${address}\`.`,
    });
  }
  return { dataset, job, destination };
}

async function pinInputs(
  context: MeshContext,
  session: EngineSession,
  inputs: readonly string[],
): Promise<Record<string, number>> {
  const datasets = datasetsOf(context.workspace);
  const versions: Record<string, number> = {};
  for (const address of inputs) {
    const input = datasets.get(address);
    if (!input) continue;
    const scan = await context.lakehouse.table(input.location).scan();
    await session.pin(address, scan);
    versions[address] = scan.version;
  }
  return versions;
}

async function replayRows(replay: Replay, ids: readonly string[]): Promise<ReplayResult> {
  const { context, table } = replay;
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
    if (ids.length === 0) run.issues.push(...(await leftRows(replay, scope, head)));
    const { destination, inputs } = replay;
    const target: TableTarget = { table, destination, readVersion: head.version, withExports: false, inputs };
    const outcomes = await replaySteps(replay, run, head, rows);
    const others = await together(run, outcomes);
    const contract =
      rows.rows > 0 ? await replayContract(replay, run, head, target, others, ids.length > 0) : undefined;
    if (contract) outcomes.push(contract);
    const replayed = await idsOfAll(
      scope,
      outcomes.map(({ passed }) => passed),
    );
    const open = await idsOfAll(
      scope,
      outcomes.map(({ refused }) => refused),
    );
    run.rows.in = replayed.length + open.length;
    run.rows.quarantined += open.length;
    const { rows: counts, issues } = run;
    const result: ReplayResult = { address: replay.dataset.id, run: replay.run, replayed, open, rows: counts, issues };
    const current = contract ? contract.result : others;
    if (!current) return result;
    const all = outcomes.map(({ passed }) => `SELECT n, id FROM ${passed}`).join(' UNION ALL ');
    const { rows: closed } = await keepNamed(scope, CLOSING, all);
    const closing = { status: 'replayed', at: context.host.now().toISOString() } as const;
    const entries = await closeRows(scope, { table, run: replay.run }, { name: CLOSING, rows: closed }, closing);
    for (const [key, entry] of entries) run.entries.set(key, entry);
    for (const file of closedFiles(table.location, run.entries.values())) run.written.add(file);
    run.sourceSchemas = head.state.head.sourceSchemas;
    const outcome = await publishTable(
      run,
      { ...target, ...(contract && { entries: contract.entries }) },
      current,
      provenance(head.state.head),
    );
    if (outcome.outcome === 'unknown')
      throw new MeshError('OUTCOME_UNKNOWN', `the commit of ${replay.dataset.id} may or may not be durable`, {
        cause: outcome.cause,
      });
    if (outcome.outcome !== 'committed')
      throw new MeshError('CONFLICT', `another run wrote ${replay.dataset.id} meanwhile`);
    return { ...result, version: outcome.version };
  } finally {
    await discard(run);
    await scope.close();
  }
}

/** Takes the rows step by step, in the order of the job. */
async function replaySteps(replay: Replay, run: JobRun, head: TableHead, rows: OpenRows): Promise<ReplayedRows[]> {
  const outcomes: ReplayedRows[] = [];
  if (rows.rows === 0) return outcomes;
  for (const [index, step] of replay.job.steps.entries()) {
    const own = await run.scope.query(`SELECT n FROM ${OPEN_ROWS} WHERE ${refusedBy(step.name)}`);
    if ((await run.scope.count(own)) === 0) continue;
    const names = { passed: `mesh_passed_${index}`, refused: `mesh_refused_again_${index}`, result: undefined };
    if (step.kind === 'ingest') outcomes.push(await replayIngested(replay, run, head, step, rows, names));
    if (step.kind === 'filter') outcomes.push(await replayFiltered(replay, run, { step, index }, names));
  }
  return outcomes;
}

async function idsOfAll(scope: Scope, names: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (const name of names) for (const id of await idsOf(scope, name)) all.push(id);
  return all;
}

/** The rows of all steps as one result. */
async function together(run: JobRun, outcomes: readonly ReplayedRows[]): Promise<Current | undefined> {
  const results = outcomes.flatMap(({ result }) => (result ? [result] : []));
  const [first, ...others] = results;
  if (!first || others.length === 0) return first;
  const schema = first.relation.columns;
  if (others.some(({ relation }) => JSON.stringify(relation.columns) !== JSON.stringify(schema))) {
    throw new MeshError('USAGE', 'the rows of different rules would have different columns', {
      hint: 'Replay the rows of one rule after the other, by their ids.',
    });
  }
  const staged = await Promise.all(results.map((result) => computed(run, result)));
  const files = staged.flatMap((result) => result.staged ?? []);
  return { relation: await run.scope.table({ version: 0, schema, partitionColumns: [], files }), name: first.name };
}

/** A name for the rows that are closed. */
const CLOSING = 'mesh_closing_rows';

/** A replay reads nothing new: what the next run compares with stays as it is. */
function provenance(head: StateHead): Pick<StateHead, 'fingerprint' | 'engine' | 'inputs' | 'definition'> {
  const { fingerprint, engine, inputs, definition } = head;
  return { fingerprint, engine, inputs, ...(definition && { definition }) };
}
