import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sourceSchemaKey } from '../plan/definition';
import { MeshError, toMeshError } from '../errors';
import type { IngestStep, Job, WriteMode } from '../model/job';
import type { Field } from '../model/schema';
import {
  contentDigest,
  jobMode,
  openSource,
  sourceChange,
  sourceEntries,
  sourceKey,
  sourceName,
  type SourceChange,
} from '../plan/sources';
import type { Scan, SourceItem } from '../ports';
import type { Current, JobRun } from './job-run';
import { readSource } from './read-source';
import type { SourceHeader } from './source-header';

/** Reads what the step's source has: everything for an overwrite, what was not read before for an append. */
export async function ingest(run: JobRun, step: IngestStep): Promise<Current> {
  const mode = jobMode(run.job);
  const replayed = run.replay?.get(step.name);
  if (replayed) return { relation: replayed, name: step.name, staged: replayed.files, rows: replayed.rows };
  const source = openSource(run.context, run.file, step, mode);
  const known = sourceEntries(run.head?.state, run.job, step);
  const change = await sourceChange(source, known, (path) => sourceName(run.context, run.file, path));
  if (change.all.length === 0) throw missingSource(step);
  const items = itemsToRead(step, mode, change);
  forgetGone(run, step, mode, change);
  const scan = withSchema(source.read(items), run, step, items.length === 0);
  const reading = readSource(run, step, scan, mode === 'append');
  run.digests.push(handled(recordSources(run, step, items, reading)));
  const ingested = await reading;
  ingested.relation.files.forEach((file) => run.written.add(file.path));
  if (!step.schema) run.sourceSchemas[schemaKey(run, step)] = ingested.relation.columns;
  run.rows.in += ingested.rowsIn;
  run.rows.quarantined += ingested.quarantined;
  run.rows.dropped += ingested.dropped;
  return {
    relation: ingested.relation,
    name: step.name,
    staged: ingested.relation.files,
    rows: ingested.relation.rows,
  };
}

/** The path of the quarantine file of one rule in this run; without a table (a job of exports only) beside the staged files. */
export async function quarantineFile(run: JobRun, rule: string): Promise<string> {
  const directory = run.table ? await run.table.quarantineDirectory(run.run) : run.staging;
  return join(directory, `${freeName(run, rule)}.parquet`);
}

/** A replay comes to a filter once for each step before it that refused rows. */
function freeName(run: JobRun, rule: string): string {
  let name = rule;
  for (let times = 2; run.entries.has(quarantineKey(run, name)); times++) name = `${rule}-${times}`;
  return name;
}

function quarantineKey(run: JobRun, name: string): string {
  return `quarantine:_quarantine/${run.run}/${name}.parquet`;
}

/** Lists a quarantine file in the state that the commit will publish. */
export function addQuarantine(run: JobRun, rule: string, rows: number, headers: SourceHeader[] = []): void {
  const name = freeName(run, rule);
  const file = `_quarantine/${run.run}/${name}.parquet`;
  run.entries.set(quarantineKey(run, name), {
    kind: 'quarantine',
    file,
    run: run.run,
    rule,
    rows,
    ...(headers.length > 0 && { headers }),
  });
}

function itemsToRead(step: IngestStep, mode: WriteMode, change: SourceChange): SourceItem[] {
  if (mode !== 'append') return change.all;
  if (change.changed.length > 0 && step.onChangedFile === 'fail') {
    const files = change.changed.map((item) => item.id).join(', ');
    const message = `${files} was ingested before and has other content now; its old rows are in the table`;
    throw new MeshError('SOURCE_CHANGED', message, { position: step.position });
  }
  return step.onChangedFile === 'append_as_new' ? sorted([...change.added, ...change.changed]) : change.added;
}

function sorted(items: SourceItem[]): SourceItem[] {
  return items.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function forgetGone(run: JobRun, step: IngestStep, mode: WriteMode, change: SourceChange): void {
  if (mode === 'append') return;
  for (const entry of change.gone) run.entries.set(sourceKey(step.name, entry.path), null);
}

/** A promise that is awaited later: until then its failure ends no process. */
function handled(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
}

/** Files whose digests are computed at once. */
const MAX_DIGESTS = 4;

/** Remembers files by their content; refuses one that changes before the engine has read it. */
async function recordSources(
  run: JobRun,
  step: IngestStep,
  items: readonly SourceItem[],
  reading: Promise<unknown>,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([run.context.signal, stop.signal]);
  const queue = [...items];
  const digests = new Map<SourceItem, string>();
  const work = async (): Promise<void> => {
    for (let item = queue.shift(); item && !signal.aborted; item = queue.shift())
      digests.set(item, await contentDigest(item.id, signal));
  };
  try {
    await Promise.all([reading, ...Array.from({ length: MAX_DIGESTS }, work)]);
    for (const [item, sha256] of digests) await recordSource(run, step, item, sha256);
  } catch (error) {
    stop.abort();
    throw toMeshError(error);
  }
}

async function recordSource(run: JobRun, step: IngestStep, item: SourceItem, sha256: string): Promise<void> {
  const now = await stat(item.id);
  if (now.size !== item.size || now.mtimeMs !== item.mtime) {
    throw new MeshError('IO', `${item.id} was changed while it was read`, {
      hint: 'Run it again when the file is complete.',
      position: step.position,
    });
  }
  const path = sourceName(run.context, run.file, item.id);
  run.entries.set(sourceKey(step.name, path), {
    kind: 'source',
    step: step.name,
    path,
    size: item.size,
    mtime: item.mtime,
    sha256,
  });
}

/** Types in the order of trust: declared, recorded by the first commit of this job, found by the read itself. */
function withSchema(scan: Scan, run: JobRun, step: IngestStep, empty: boolean): Scan {
  const recorded = run.head?.state?.head.sourceSchemas ?? {};
  const schema =
    step.schema ?? recorded[schemaKey(run, step)] ?? (empty ? formerSchema(run.job, step, recorded) : undefined);
  return schema ? { ...scan, schema } : scan;
}

/** What the step gave when the table was written last, where its types are not declared. */
export function recordedSchema(run: JobRun, step: IngestStep): Field[] | undefined {
  const recorded = run.head?.state?.head.sourceSchemas ?? {};
  return recorded[schemaKey(run, step)] ?? formerSchema(run.job, step, recorded);
}

/** What the step gave before its configuration changed: where nothing is read, nothing else says its columns. */
function formerSchema(job: Job, step: IngestStep, recorded: Readonly<Record<string, Field[]>>): Field[] | undefined {
  const untyped = job.steps.filter((other) => other.kind === 'ingest' && !other.schema);
  const schemas = Object.values(recorded);
  return schemas.length === untyped.length ? schemas[untyped.indexOf(step)] : undefined;
}

function schemaKey(run: JobRun, step: IngestStep): string {
  return sourceSchemaKey(step, run.context.workspace.root);
}

function missingSource(step: IngestStep): MeshError {
  const where = String(step.config['file_location'] ?? step.name);
  return new MeshError('SOURCE_MISSING', `no file matches ${where}`, { position: step.position });
}
