import { existsSync, statSync } from 'node:fs';
import type { MeshContext } from '../mesh';
import type { Dataset, IngestStep, Job, TableDestination, WriteMode } from '../model/job';
import type { PlanAction } from '../model/plan';
import type { TableHead } from '../ports';
import type { Analyses } from './analysis';
import { sameJobs } from './fingerprint';
import { jobMode, openSource, sourceChange, sourceEntries, sourceName, type SourceChange } from './sources';
import { sqlOf } from './statements';

export interface Decision {
  action: PlanAction;
  reason: string;
}

export interface DecisionInput {
  dataset: Dataset;
  fingerprint: string;
  head: TableHead | undefined;
  /** Versions that inputs have now; undefined where this run rebuilds them. */
  inputs: ReadonlyMap<string, number | undefined>;
  analyses: Analyses;
  full: boolean;
  release: boolean;
  /** The reason where `full` is why it runs; `forced` without it. */
  forcedBy?: string | undefined;
}

/** Whether a dataset runs, and why: the first reason that holds. */
export async function decide(context: MeshContext, input: DecisionInput): Promise<Decision> {
  const { dataset, head, fingerprint } = input;
  if (!head) return run('first run');
  const state = head.state;
  const held = state?.head.held;
  if (held && input.release) return run(`released: was rolled back to ${held.version}`);
  if (held && held.fingerprint === fingerprint) return { action: 'held', reason: `rolled back to ${held.version}` };
  if (onlyIfMissing(dataset)) return skip('mode ignore: the table exists');
  if (!state) return run('the table was written by another tool');
  if (input.full && !appends(dataset)) return run(input.forcedBy ?? 'forced');
  if (state.head.fingerprint !== fingerprint)
    return run(sameJobs(state.head.fingerprint, fingerprint) ? 'contract changed' : 'job changed');
  const inputReason = changedInput(input.inputs, state.head.inputs);
  if (inputReason) return run(inputReason);
  const jobs = await jobHeads(context, dataset, head);
  const ownReason = changedPrivate(jobs, state.head.inputs) ?? (await changedSource(context, dataset, jobs));
  if (ownReason) return run(ownReason);
  const volatile = volatileFunction(dataset, input.analyses);
  if (volatile) return run(`volatile: ${volatile}()`);
  const missing = jobs
    .flatMap((job) => job.head?.state?.head.exports ?? [])
    .find((file) => !existsSync(file.path) || statSync(file.path).size !== file.bytes);
  if (missing) return run('an export is missing or was changed');
  return skip(input.full ? 'unchanged: an append adds only what is new' : 'unchanged');
}

function run(reason: string): Decision {
  return { action: 'run', reason };
}

function skip(reason: string): Decision {
  return { action: 'skip', reason };
}

function onlyIfMissing(dataset: Dataset): boolean {
  const last = dataset.jobs.at(-1)?.destinations.find((destination) => destination.kind === 'table');
  return last?.mode === 'ignore';
}

/** An append adds what is new; forcing it would count rows twice. */
function appends(dataset: Dataset): boolean {
  const last = dataset.jobs.at(-1);
  return last !== undefined && jobMode(last) === 'append';
}

function changedInput(
  now: ReadonlyMap<string, number | undefined>,
  before: Readonly<Record<string, number>>,
): string | undefined {
  for (const [address, version] of now) {
    if (version === undefined) return `input ${address} is rebuilt`;
    const last = before[address];
    if (last === undefined) return `input ${address} is new`;
    if (last !== version) return `input ${address} ${last} → ${version}`;
  }
  return undefined;
}

/** A job with what its table has. */
interface JobHead {
  job: Job;
  /** The bare name of a private table. */
  privateName?: string;
  head: TableHead | undefined;
}

async function jobHeads(context: MeshContext, dataset: Dataset, head: TableHead): Promise<JobHead[]> {
  return Promise.all(
    dataset.jobs.map(async (job): Promise<JobHead> => {
      const table = job.destinations.find(
        (destination): destination is TableDestination => destination.kind === 'table',
      );
      if (!table || table.table === dataset.id) return { job, head };
      return { job, privateName: table.table, head: await context.lakehouse.table(table.location).head() };
    }),
  );
}

/** A job that failed after an earlier one of its file had committed has not read what that one wrote. */
function changedPrivate(jobs: readonly JobHead[], before: Readonly<Record<string, number>>): string | undefined {
  for (const { privateName, head } of jobs) {
    const last = privateName === undefined ? undefined : before[privateName];
    if (last !== undefined && last !== head?.version)
      return `private table ${privateName} ${last} → ${head?.version ?? 'gone'}`;
  }
  return undefined;
}

async function changedSource(
  context: MeshContext,
  dataset: Dataset,
  jobs: readonly JobHead[],
): Promise<string | undefined> {
  for (const { job, head } of jobs) {
    const mode = jobMode(job);
    if (mode === 'ignore' && head) continue;
    for (const step of job.steps.filter((s): s is IngestStep => s.kind === 'ingest')) {
      const source = openSource(context, dataset.file, step, mode);
      const change = await sourceChange(source, sourceEntries(head?.state, job, step), (path) =>
        sourceName(context, dataset.file, path),
      );
      const reason = sourceReason(change, mode, step);
      if (reason) return reason;
    }
  }
  return undefined;
}

function sourceReason(change: SourceChange, mode: WriteMode, step: IngestStep): string | undefined {
  const added = change.added.length + (mode === 'append' ? 0 : change.copied.length);
  const changed = mode === 'append' && step.onChangedFile === 'ignore' ? 0 : change.changed.length;
  const gone = mode === 'append' ? 0 : change.gone.length;
  if (added > 0) return `${added} new ${added === 1 ? 'file' : 'files'}`;
  if (changed > 0) return `${changed} changed ${changed === 1 ? 'file' : 'files'}`;
  if (gone > 0) return `${gone} ${gone === 1 ? 'file is' : 'files are'} gone`;
  return undefined;
}

function volatileFunction(dataset: Dataset, analyses: Analyses): string | undefined {
  for (const step of dataset.jobs.flatMap((job) => job.steps)) {
    const sql = sqlOf(step);
    if (!sql || (step.kind === 'transform' && step.volatile === 'skip')) continue;
    const found = analyses.get(sql.text)?.volatileFunctions[0];
    if (found) return found;
  }
  return undefined;
}
