import { CODES, EXIT, MeshError, toMeshError, worstCode } from '../errors';
import type { MeshContext } from '../mesh';
import type { DatasetResult, RunResult, TableRead } from '../model/events';
import type { Issue } from '../model/issue';
import type { PlannedDataset } from '../model/plan';
import type { EngineSession, TableScan } from '../ports';
import { datasetsOf } from '../plan/selection';
import { plan, type PlanOptions } from '../plan/plan';
import { bytesRead } from './bytes-read';
import { runDataset } from './dataset-run';
import { endOf, interrupted } from './interrupted';
import { noRows } from './job-run';
import { newRunId } from './run-id';
import { sandboxPaths } from './sandbox-paths';
import { withSession } from './session';
import { schedule, type Task, type TaskEnd } from './schedule';

/** Datasets that run at the same time share the engine's threads; more than this only costs memory. */
const MAX_PARALLEL = 4;

/** Plans and builds what is selected. Errors of single datasets are in the result; those of the configuration are thrown. */
export async function run(context: MeshContext, options: PlanOptions): Promise<RunResult> {
  const planned = await plan(context, options);
  const id = newRunId(context.host.now());
  const results = new Map<string, DatasetResult>();
  emit(context, { type: 'run-started', run: id, datasets: planned.plan.datasets.map((entry) => entry.address) });
  for (const entry of planned.plan.datasets.filter((candidate) => candidate.action !== 'run')) {
    const version = (await context.lakehouse.table(entry.dataset.location).head())?.version;
    finish(context, results, {
      ...blank(entry),
      status: entry.action === 'held' ? 'held' : 'skipped',
      reason: entry.reason,
      ...(version !== undefined && { version }),
    });
  }
  const work = planned.plan.datasets.filter((entry) => entry.action === 'run');
  if (work.length > 0) {
    await context.begin?.();
    await runWork(context, id, work, options.release, results);
  }
  const datasets = planned.plan.datasets.flatMap((entry) => results.get(entry.address) ?? []);
  const result: RunResult = {
    run: id,
    datasets,
    issues: planned.issues.filter((issue) => !saidAgain(issue, datasets)),
  };
  emit(context, { type: 'run-finished', run: id, exit: exitOf(result) });
  return result;
}

/** A warning of the plan that has become a dataset's error needs no second line. */
function saidAgain(issue: Issue, datasets: readonly DatasetResult[]): boolean {
  return datasets.some(
    (dataset) => dataset.address === issue.address && dataset.issues.some(({ code }) => code === issue.code),
  );
}

/** The exit status of a run: the worst of its datasets; a blocked one speaks through what blocks it. */
export function exitOf(result: RunResult): number {
  const heard = result.datasets.filter((dataset) => dataset.status !== 'blocked');
  const errors = [...result.issues, ...heard.flatMap((dataset) => dataset.issues)].filter(
    (issue) => issue.severity === 'error',
  );
  return errors.length > 0 ? CODES[worstCode(errors.map((issue) => issue.code))].exit : EXIT.ok;
}

async function runWork(
  context: MeshContext,
  id: string,
  work: readonly PlannedDataset[],
  release: readonly string[],
  results: Map<string, DatasetResult>,
): Promise<void> {
  const { properties, root } = context.workspace;
  const jobs = work.flatMap((entry) => entry.dataset.jobs.map((job) => ({ file: entry.dataset.file, job })));
  await withSession(context, { folder: root, run: id, paths: sandboxPaths(context, jobs) }, async (session) => {
    const scans = await pinInputs(context, session, work);
    const shared: Shared = { context, session, id, scans, release, results };
    const bytes = await bytesRead(context, work, scans);
    const tasks = work.map((entry): Task & { entry: PlannedDataset } => ({
      id: entry.address,
      after: entry.after,
      weight: 1 + (bytes.get(entry.address) ?? 0),
      entry,
    }));
    const limit = Math.max(1, Math.min(MAX_PARALLEL, properties.threads));
    await schedule(
      tasks,
      limit,
      ({ entry }) => runOne(shared, entry),
      ({ entry }, failed) => {
        const before = results.get(failed);
        const reason = `${failed} ${before ? endOf(before) : 'failed'}`;
        const issue = {
          code: 'BLOCKED',
          severity: 'warning' as const,
          message: `${entry.address} was not built: ${reason}`,
          address: entry.address,
        };
        finish(context, results, { ...asPlanned(entry), status: 'blocked', reason, issues: [issue] });
      },
    );
  });
}

/** Inputs that this run does not build are read at the version of the plan. */
async function pinInputs(
  context: MeshContext,
  session: EngineSession,
  work: readonly PlannedDataset[],
): Promise<Map<string, TableScan>> {
  const scans = new Map<string, TableScan>();
  const datasets = datasetsOf(context.workspace);
  const pins = new Map(work.flatMap((entry) => entry.inputs).map(({ address, version }) => [address, version]));
  for (const [address, version] of pins) {
    const dataset = datasets.get(address);
    if (!dataset || version === undefined) continue;
    const scan = await context.lakehouse.table(dataset.location).scan(version);
    await session.pin(address, scan);
    scans.set(address, scan);
  }
  return scans;
}

/** What the datasets of one run share. */
interface Shared {
  context: MeshContext;
  session: EngineSession;
  /** The run's id. */
  id: string;
  scans: Map<string, TableScan>;
  release: readonly string[];
  results: Map<string, DatasetResult>;
}

async function runOne(
  { context, session, id, scans, release, results }: Shared,
  entry: PlannedDataset,
): Promise<TaskEnd> {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  if (context.signal.aborted) {
    finish(context, results, { ...asPlanned(entry), ...interrupted(entry.address, 'interrupted before it began') });
    return 'failed';
  }
  emit(context, {
    type: 'dataset-started',
    address: entry.address,
    reason: entry.reason,
    inputs: tablesRead(entry, results, scans),
  });
  try {
    if (release.includes(entry.address)) await endHold(context, entry, id);
    const inputs = inputVersions(entry, results);
    const { outcome, version, rows, issues } = await runDataset({
      context,
      session,
      run: id,
      planned: entry,
      inputs,
      scans,
      privates: new Map(),
    });
    const result = {
      ...blank(entry),
      status: outcome,
      reason: entry.reason,
      version,
      rows,
      issues,
      seconds: seconds(),
    };
    finish(context, results, result);
    return 'done';
  } catch (error) {
    const failure = toMeshError(error);
    const last = { ...blank(entry), ...(await visibleVersion(context, entry)), seconds: seconds() };
    if (context.signal.aborted && failure.code !== 'OUTCOME_UNKNOWN') {
      finish(context, results, { ...last, ...interrupted(entry.address) });
      return 'failed';
    }
    const issues = failure.issues.map((issue) => ({ ...issue, address: entry.address }));
    finish(context, results, { ...last, status: 'failed', reason: failure.message, issues });
    return 'failed';
  }
}

async function endHold(context: MeshContext, { dataset }: PlannedDataset, run: string): Promise<void> {
  const table = context.lakehouse.table(dataset.location);
  if ((await table.head())?.state?.head.held) await table.release(run);
}

/** The inputs as this run reads them, with the statistics of their versions. */
function tablesRead(
  entry: PlannedDataset,
  results: ReadonlyMap<string, DatasetResult>,
  scans: ReadonlyMap<string, TableScan>,
): TableRead[] {
  return entry.inputs.map(({ address, version }) => {
    const read = version ?? results.get(address)?.version;
    const scan = scans.get(address);
    const files = scan?.files;
    return {
      address,
      ...(read !== undefined && { version: read }),
      ...(scan && { schema: scan.schema }),
      ...(files && {
        ...(files.every((file) => file.rows !== undefined) && {
          rows: files.reduce((sum, file) => sum + (file.rows ?? 0), 0),
        }),
        bytes: files.reduce((sum, file) => sum + file.bytes, 0),
        files: files.length,
      }),
    };
  });
}

function inputVersions(entry: PlannedDataset, results: ReadonlyMap<string, DatasetResult>): Record<string, number> {
  return Object.fromEntries(
    entry.inputs.map(({ address, version }) => {
      const read = version ?? results.get(address)?.version;
      if (read === undefined) throw new MeshError('BUG', `${entry.address}: no version of ${address} is known`);
      return [address, read];
    }),
  );
}

/** Of a dataset that was not begun. */
function asPlanned(entry: PlannedDataset): DatasetResult {
  return { ...blank(entry), ...(entry.version !== undefined && { version: entry.version }) };
}

/** The version that readers see after a failure: the one before, or a newer one that stands all the same. */
async function visibleVersion(
  context: MeshContext,
  { dataset }: PlannedDataset,
): Promise<Pick<DatasetResult, 'version'>> {
  const head = await context.lakehouse
    .table(dataset.location)
    .head()
    .catch(() => undefined);
  return head ? { version: head.version } : {};
}

function blank(entry: PlannedDataset): DatasetResult {
  return {
    address: entry.address,
    status: 'skipped',
    rows: noRows(),
    seconds: 0,
    location: entry.dataset.location,
    issues: [],
  };
}

function finish(context: MeshContext, results: Map<string, DatasetResult>, result: DatasetResult): void {
  results.set(result.address, result);
  emit(context, { type: 'dataset-finished', result });
}

type Untimed<T> = T extends { at: string } ? Omit<T, 'at'> : T;

function emit(context: MeshContext, event: Untimed<Parameters<MeshContext['emit']>[0]>): void {
  context.emit({ ...event, at: context.host.now().toISOString() } as Parameters<MeshContext['emit']>[0]);
}
