import { MeshError } from '../errors';
import type { IngestStep, Job, Step } from '../model/job';
import { filter, validation } from './checks';
import { ingest } from './ingest';
import { checkFinished, progress, type Current, type JobRun } from './job-run';
import { atSql, query } from './query';

/** Runs a job's steps in order, all or those after one whose rows are there; the rows of the last one that yields any are the job's result. */
export async function runSteps(run: JobRun, start?: { after: number; current: Current }): Promise<Current> {
  let current = start?.current;
  for (const [index, step] of run.job.steps.entries()) {
    if (start && index <= start.after) continue;
    run.context.signal.throwIfAborted();
    progress(run, step.name);
    if (current && looksTwice(run.job, index))
      current = await (isResult(run.job, index) ? computed(run, current) : kept(run, current));
    current = await runStep(run, step, current);
    if (step.kind === 'validation' || step.kind === 'print') continue;
    await show(run, current);
  }
  if (!current)
    throw new MeshError('CONFIG_INVALID', 'the job yields no rows: it has neither an ingest nor a query', {
      position: run.job.position,
    });
  return current;
}

/** An ingest, and what its types refused of the rows that it read. */
async function ingested(run: JobRun, step: IngestStep): Promise<Current> {
  const before = { ...run.rows };
  const current = await ingest(run, step);
  const offending = run.rows.quarantined + run.rows.dropped - before.quarantined - before.dropped;
  const checked = run.rows.in - before.in;
  checkFinished(run, {
    name: step.name,
    kind: 'ingest',
    success: offending === 0,
    severity: 'warning',
    offending,
    checked,
    expected: 'no rows refused',
  });
  return current;
}

async function runStep(run: JobRun, step: Step, current: Current | undefined): Promise<Current> {
  if (step.kind === 'ingest') return ingested(run, step);
  if (step.kind === 'transform') return { relation: await query(run, step.sql), name: step.name, sql: step.sql };
  if (!current)
    throw new MeshError('CONFIG_INVALID', `\`${step.name}\` has nothing to work on: it is the first step`, {
      position: step.position,
    });
  switch (step.kind) {
    case 'validation':
      await validation(run, step, current);
      return current;
    case 'filter':
      return { ...(await filter(run, step, current)), name: step.name, sql: step.sql };
    case 'print':
      await print(run, step.name, step.limit, current);
      return current;
  }
}

/**
 * Checks, filters and prints look at rows that a later step or the table needs too: they are computed once, before.
 * What a filter keeps is cheap to compute again: one check of it costs less than files for it.
 */
function looksTwice(job: Job, index: number): boolean {
  const [before, kind, after] = [job.steps[index - 1]?.kind, job.steps[index]?.kind, job.steps[index + 1]?.kind];
  if (kind === 'validation' && before === 'filter' && after !== 'validation') return false;
  return kind === 'validation' || kind === 'filter' || kind === 'print';
}

/** Whether the rows that come to a step are those of the job: what is computed then goes into the table as it is. */
function isResult(job: Job, index: number): boolean {
  return job.steps.slice(index).every(({ kind }) => kind === 'validation' || kind === 'print');
}

/** The same rows, computed for this job alone, under the same names. */
async function kept(run: JobRun, current: Current): Promise<Current> {
  if (current.staged || current.kept) return current;
  try {
    const relation = await run.scope.keep(current.relation);
    const { rows } = relation;
    const same: Current = { relation, name: current.name, kept: true, rows };
    await show(run, same);
    return same;
  } catch (error) {
    throw current.sql ? atSql(error, current.sql) : error;
  }
}

/** The same rows, lying in staged files under the same names. */
export async function computed(run: JobRun, current: Current): Promise<Current> {
  if (current.staged) return current;
  try {
    const relation = await run.scope.stage(current.relation, { directory: run.staging, partitionBy: [] });
    relation.files.forEach((file) => run.written.add(file.path));
    const staged: Current = { relation, name: current.name, staged: relation.files, rows: relation.rows };
    await show(run, staged);
    return staged;
  } catch (error) {
    throw current.sql ? atSql(error, current.sql) : error;
  }
}

/** Makes rows visible to later SQL, by the step's name and as `input`. */
async function show(run: JobRun, current: Current): Promise<void> {
  await run.scope.name(current.name, current.relation);
  await run.scope.name('input', current.relation);
}

async function print(run: JobRun, step: string, limit: number, current: Current): Promise<void> {
  const rows = await run.scope.rows(current.relation, limit);
  const columns = current.relation.columns.map((column) => column.name);
  const at = run.context.host.now().toISOString();
  run.context.emit({
    type: 'rows-printed',
    at,
    address: run.address,
    step,
    columns,
    rows: rows.map((row) => row.map((cell) => cell ?? 'NULL')),
  });
}
