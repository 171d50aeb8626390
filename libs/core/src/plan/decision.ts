import { existsSync, statSync } from 'node:fs';
import type { MeshContext } from '../mesh';
import type { Dataset, IngestStep } from '../model/job';
import type { PlanAction } from '../model/plan';
import type { TableHead } from '../ports';
import type { Analyses } from './analysis';
import { jobMode, openSource, sourceChange, sourceEntries, sourceName } from './sources';

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
}

/** Whether a dataset runs, and why: the first reason that holds. */
export async function decide(context: MeshContext, input: DecisionInput): Promise<Decision> {
  const { dataset, head, fingerprint } = input;
  if (!head) return run('first run');
  const state = head.state;
  if (!state) return run('the table was written by another tool');
  const { held } = state.head;
  if (held && input.release) return run(`released: was rolled back to ${held.version}`);
  if (held && held.fingerprint === fingerprint) return { action: 'held', reason: `held: rolled back to ${held.version}` };
  if (onlyIfMissing(dataset)) return skip('mode ignore: the table exists');
  if (input.full && !appends(dataset)) return run('forced');
  if (state.head.fingerprint !== fingerprint) return run('job changed');
  const inputReason = changedInput(input.inputs, state.head.inputs);
  if (inputReason) return run(inputReason);
  const sourceReason = await changedSource(context, dataset, head);
  if (sourceReason) return run(sourceReason);
  const volatile = volatileFunction(dataset, input.analyses);
  if (volatile) return run(`volatile: ${volatile}()`);
  const missing = state.head.exports.find((file) => !existsSync(file.path) || statSync(file.path).size !== file.bytes);
  if (missing) return run('an export is missing or was changed');
  return skip('unchanged');
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
  return dataset.jobs.some((job) => jobMode(job) === 'append');
}

function changedInput(now: ReadonlyMap<string, number | undefined>, before: Readonly<Record<string, number>>): string | undefined {
  for (const [address, version] of now) {
    if (version === undefined) return `input ${address} is rebuilt`;
    const last = before[address];
    if (last === undefined) return `input ${address} is new`;
    if (last !== version) return `input ${address} ${last} → ${version}`;
  }
  return undefined;
}

async function changedSource(context: MeshContext, dataset: Dataset, head: TableHead): Promise<string | undefined> {
  for (const [jobIndex, job] of dataset.jobs.entries()) {
    const mode = jobMode(job);
    const last = jobIndex === dataset.jobs.length - 1;
    for (const step of job.steps.filter((s): s is IngestStep => s.kind === 'ingest')) {
      const state = last ? head.state : await privateState(context, dataset, jobIndex);
      const change = await sourceChange(openSource(context, dataset.file, step, mode), sourceEntries(state, step.name), (path) => sourceName(context, dataset.file, path));
      const reason = sourceReason(change.added.length, change.changed.map((i) => i.id), change.gone.length, mode, step);
      if (reason) return reason;
    }
  }
  return undefined;
}

async function privateState(context: MeshContext, dataset: Dataset, jobIndex: number): Promise<TableHead['state']> {
  const table = dataset.jobs[jobIndex]?.destinations.find((destination) => destination.kind === 'table');
  return table ? (await context.lakehouse.table(table.location).head())?.state : undefined;
}

function sourceReason(added: number, changed: readonly string[], gone: number, mode: string, step: IngestStep): string | undefined {
  if (added > 0) return `${added} new ${added === 1 ? 'file' : 'files'}`;
  if (changed.length > 0 && !(mode === 'append' && step.onChangedFile === 'ignore')) return `${changed.length} changed ${changed.length === 1 ? 'file' : 'files'}`;
  if (gone > 0 && mode !== 'append') return `${gone} ${gone === 1 ? 'file is' : 'files are'} gone`;
  return undefined;
}

function volatileFunction(dataset: Dataset, analyses: Analyses): string | undefined {
  for (const step of dataset.jobs.flatMap((job) => job.steps)) {
    if (step.kind !== 'transform' || step.volatile === 'skip') continue;
    const found = analyses.get(step.sql.text)?.volatileFunctions[0];
    if (found) return found;
  }
  return undefined;
}
