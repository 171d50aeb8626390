import { mkdir } from 'node:fs/promises';
import { MeshError, toMeshError } from '../errors';
import type { MeshContext } from '../mesh';
import type { RowCounts } from '../model/events';
import type { Issue } from '../model/issue';
import type { Job, TableDestination } from '../model/job';
import type { PlannedDataset } from '../model/plan';
import { definitionOf } from '../plan/definition';
import type { CommitOutcome, EngineSession, TableScan } from '../ports';
import { discard, newJobRun, noRows, type JobRun } from './job-run';
import { publishTable, type TableTarget } from './publish';
import { runSteps } from './steps';

/** Times a dataset is planned again after another run won its version. */
const CONFLICT_RETRIES = 5;

export interface DatasetOutcome {
  outcome: 'committed' | 'duplicate';
  version: number;
  rows: RowCounts;
  issues: Issue[];
}

export interface DatasetRun {
  context: MeshContext;
  session: EngineSession;
  run: string;
  planned: PlannedDataset;
  /** Versions of the inputs as this run reads them. */
  inputs: Record<string, number>;
  /** Versions that are pinned, by address: what datasets of this run read. */
  scans: Map<string, TableScan>;
  /** Private tables that earlier jobs of the file wrote. */
  privates: Map<string, TableScan>;
}

/** Runs the jobs of one `pipeline.json` in order; the last one's commit is the dataset's. */
export async function runDataset(dataset: DatasetRun): Promise<DatasetOutcome> {
  const ingests = dataset.planned.dataset.jobs.some((job) => job.steps.some((step) => step.kind === 'ingest'));
  let last: DatasetOutcome | undefined;
  let carried: RowCounts = { ...noRows(), in: ingests ? 0 : rowsRead(dataset) };
  const issues: Issue[] = [];
  for (const job of dataset.planned.dataset.jobs) {
    last = await runJob(dataset, job, carried);
    carried = { ...last.rows, out: 0 };
    issues.push(...last.issues);
  }
  if (!last) throw new MeshError('BUG', `${dataset.planned.address} has no job`);
  return { ...last, issues };
}

/** Rows of all tables that the dataset reads. */
function rowsRead({ inputs, scans }: DatasetRun): number {
  return rowsOfTables(Object.keys(inputs).flatMap((address) => scans.get(address) ?? []));
}

/** By the statistics of their files. */
export function rowsOfTables(scans: readonly TableScan[]): number {
  return scans.flatMap(({ files }) => files).reduce((rows, file) => rows + (file.rows ?? 0), 0);
}

/** `carried`: what earlier jobs of the file read and refused; the table's state counts it too. */
async function runJob(dataset: DatasetRun, job: Job, carried: RowCounts): Promise<DatasetOutcome> {
  const destination = job.destinations.find((candidate): candidate is TableDestination => candidate.kind === 'table');
  if (!destination) throw new MeshError('BUG', `a job of ${dataset.planned.address} writes no table`);
  for (let attempt = 0; ; attempt++) {
    const done = await doneAlready(dataset, job, destination);
    if (done !== undefined) {
      await pinResult(dataset, destination, done);
      return { outcome: 'duplicate', version: done, rows: carried, issues: [] };
    }
    const { outcome, run } = await attemptJob(dataset, job, destination, carried);
    switch (outcome.outcome) {
      case 'committed':
      case 'duplicate':
        await pinResult(dataset, destination, outcome.version).catch((error: unknown) => {
          throw committedUnread(dataset, outcome.version, error);
        });
        return { outcome: outcome.outcome, version: outcome.version, rows: run.rows, issues: run.issues };
      case 'unknown':
        throw new MeshError('OUTCOME_UNKNOWN', `the commit of ${dataset.planned.address} may or may not be durable`, {
          cause: outcome.cause,
        });
      case 'conflict':
        if (attempt < CONFLICT_RETRIES) continue;
        throw new MeshError(
          'CONFLICT',
          `${dataset.planned.address} lost against other runs ${attempt + 1} times: ${outcome.reason}`,
        );
    }
  }
}

/** The version that leaves nothing to do: any under mode ignore, else one that another run made meanwhile of the same job from newer inputs. */
async function doneAlready(dataset: DatasetRun, job: Job, destination: TableDestination): Promise<number | undefined> {
  const head = await dataset.context.lakehouse.table(destination.location).head();
  if (destination.mode === 'ignore') return head?.version;
  const { version = -1, state } = head ?? {};
  const last = version > (dataset.planned.version ?? -1) ? state?.head : undefined;
  if (!last || last.fingerprint !== dataset.planned.fingerprint || job.steps.some((step) => step.kind === 'ingest'))
    return undefined;
  const ours = Object.entries(inputsOf(dataset));
  const newer =
    ours.every(([name, read]) => (last.inputs[name] ?? -1) >= read) &&
    ours.some(([name, read]) => (last.inputs[name] ?? -1) > read);
  return newer ? version : undefined;
}

/** What the state records as read: addresses, and private tables by their bare name. */
function inputsOf({ inputs, privates }: DatasetRun): Record<string, number> {
  return { ...inputs, ...Object.fromEntries([...privates].map(([name, scan]) => [name, scan.version])) };
}

async function attemptJob(
  dataset: DatasetRun,
  job: Job,
  destination: TableDestination,
  carried: RowCounts,
): Promise<{ outcome: CommitOutcome; run: JobRun }> {
  const { context, session, planned } = dataset;
  const table = context.lakehouse.table(destination.location);
  const head = await table.head();
  await mkdir(destination.location, { recursive: true });
  const scope = await session.scope();
  const { address } = planned;
  const run = newJobRun({
    context,
    run: dataset.run,
    address,
    file: planned.dataset.file,
    job,
    scope,
    table,
    head,
    staging: destination.location,
  });
  Object.assign(run.rows, carried);
  try {
    for (const [name, scan] of dataset.privates) await scope.name(name, await scope.table(scan));
    const outcome = await publish(dataset, run, {
      table,
      destination,
      readVersion: head?.version ?? -1,
      withExports: true,
    });
    return { outcome, run };
  } finally {
    await discard(run);
    await scope.close();
  }
}

async function publish(dataset: DatasetRun, run: JobRun, target: TableTarget): Promise<CommitOutcome> {
  const engine = dataset.context.engine();
  const result = await runSteps(run);
  return publishTable(run, target, result, {
    fingerprint: dataset.planned.fingerprint,
    engine: `${engine.name} ${engine.majorVersion}`,
    inputs: inputsOf(dataset),
    ...(target.destination.table === dataset.planned.address && {
      definition: definitionOf(dataset.planned.dataset, dataset.context.workspace.root),
    }),
  });
}

/** Later jobs and datasets of this run read the version that was committed; after an interrupt there are none. */
async function pinResult(dataset: DatasetRun, destination: TableDestination, version: number): Promise<void> {
  if (dataset.context.signal.aborted) return;
  const scan = await dataset.context.lakehouse.table(destination.location).scan(version);
  if (destination.table === dataset.planned.address) {
    await dataset.session.pin(destination.table, scan);
    dataset.scans.set(destination.table, scan);
  } else dataset.privates.set(destination.table, scan);
}

/** The hint of most codes says that tables are unchanged; here one has changed. */
function committedUnread(dataset: DatasetRun, version: number, error: unknown): MeshError {
  const { code, message } = toMeshError(error);
  const hint = 'The commit stands. Run it again for what reads it.';
  return new MeshError(
    code,
    `${dataset.planned.address} has version ${version} now, but it could not be read back: ${message}`,
    { hint, cause: error },
  );
}
