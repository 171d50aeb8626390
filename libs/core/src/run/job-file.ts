import { basename, dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { MeshError, toMeshError } from '../errors';
import { contentKey } from '../cache/content-cache';
import { positionAt } from '../config';
import type { MeshContext } from '../mesh';
import { NAME_PATTERN } from '../model/address';
import type { DatasetResult, RunResult } from '../model/events';
import type { Issue } from '../model/issue';
import type { Job, TableDestination } from '../model/job';
import { sqlOf, yieldsRows } from '../plan/statements';
import type { EngineSession, SqlAnalysis } from '../ports';
import { rowsOfTables } from './dataset-run';
import { endOf, interrupted } from './interrupted';
import { discard, newJobRun, noRows } from './job-run';
import { publishTable, writeExports } from './publish';
import { newRunId } from './run-id';
import { sandboxPaths } from './sandbox-paths';
import { withSession } from './session';
import { computed, runSteps } from './steps';

/**
 * Runs the jobs of one file in order, outside of any domain: bare names are tables of the lake, nothing is skipped.
 * Throws the configuration's issues; the errors of a job are in the result, later jobs are then blocked.
 */
export async function runJobFile(
  mesh: MeshContext,
  jobs: readonly Job[],
  options: { file: string },
): Promise<RunResult> {
  const context: MeshContext = { ...mesh, workspace: { ...mesh.workspace, root: dirname(options.file) } };
  const run = newRunId(context.host.now());
  const reads = await lakeTables(context, jobs);
  const paths = sandboxPaths(
    context,
    jobs.map((job) => ({ file: options.file, job })),
  );
  const datasets: DatasetResult[] = [];
  await withSession(context, { folder: context.workspace.root, run, paths }, async (session) => {
    for (const [index, job] of jobs.entries()) {
      const name = jobName(job, options.file, index);
      const failed = datasets.find((dataset) => dataset.status === 'failed');
      datasets.push(
        failed
          ? blocked(name, `${failed.address} ${endOf(failed)}`)
          : await runOne(context, session, { run, name, file: options.file, job, reads }),
      );
    }
  });
  return { run, datasets, issues: [] };
}

interface FileJob {
  run: string;
  name: string;
  file: string;
  job: Job;
  /** Bare names that SQL reads from the lake. */
  reads: ReadonlySet<string>;
}

function jobName(job: Job, file: string, index: number): string {
  const table = tablesOf(job)[0]?.table;
  return table ?? `${basename(file)}#${index + 1}`;
}

function tablesOf(job: Job): TableDestination[] {
  return job.destinations.filter((destination): destination is TableDestination => destination.kind === 'table');
}

function blocked(address: string, reason: string): DatasetResult {
  const issue: Issue = {
    code: 'BLOCKED',
    severity: 'warning',
    message: `${address} was not built: ${reason}`,
    address,
  };
  return { address, status: 'blocked', reason, rows: noRows(), seconds: 0, issues: [issue] };
}

async function runOne(context: MeshContext, session: EngineSession, file: FileJob): Promise<DatasetResult> {
  const started = performance.now();
  const tables = tablesOf(file.job);
  const base = { address: file.name, ...(tables[0] && { location: tables[0].location }) };
  context.emit({
    type: 'dataset-started',
    at: context.host.now().toISOString(),
    address: file.name,
    reason: 'job run',
  });
  const result = await attempt(context, session, file, tables).then(
    (done): DatasetResult => ({ ...base, ...done, seconds: (performance.now() - started) / 1000 }),
    (error: unknown): DatasetResult => {
      const seconds = (performance.now() - started) / 1000;
      const failure = toMeshError(error);
      if (context.signal.aborted && failure.code !== 'OUTCOME_UNKNOWN')
        return { ...base, ...interrupted(file.name), rows: noRows(), seconds };
      const issues = failure.issues.map((issue) => ({ ...issue, address: file.name }));
      return {
        ...base,
        status: 'failed',
        reason: failure.message,
        rows: noRows(),
        seconds,
        issues,
      };
    },
  );
  context.emit({ type: 'dataset-finished', at: context.host.now().toISOString(), result });
  return result;
}

async function attempt(
  context: MeshContext,
  session: EngineSession,
  file: FileJob,
  tables: TableDestination[],
): Promise<Pick<DatasetResult, 'status' | 'version' | 'rows' | 'issues'>> {
  const { lake } = context.workspace.properties;
  const first = tables[0];
  const table = first && context.lakehouse.table(first.location);
  const scope = await session.scope();
  const run = newJobRun({
    context,
    run: file.run,
    address: file.name,
    file: file.file,
    job: file.job,
    scope,
    table,
    head: await table?.head(),
    staging: first?.location ?? join(dirname(file.file), '.mesh', 'tmp', file.run, 'staging'),
  });
  try {
    await mkdir(run.staging, { recursive: true });
    const ingests = file.job.steps.some((step) => step.kind === 'ingest');
    for (const name of file.reads) {
      const read = context.lakehouse.table(join(lake, name));
      if (!(await read.head())) continue;
      const scan = await read.scan();
      await scope.name(name, await scope.table(scan));
      if (!ingests) run.rows.in += rowsOfTables([scan]);
    }
    const result = await runSteps(run);
    if (tables.length === 0) {
      const exported = file.job.destinations.length > 0 ? await writeExports(run, await computed(run, result)) : [];
      run.rows.out = exported[0]?.rows ?? result.rows ?? (await scope.count(result.relation));
      return { status: 'committed', rows: run.rows, issues: run.issues };
    }
    const version = await publishAll(context, run, tables, result);
    return { status: 'committed', version, rows: run.rows, issues: run.issues };
  } finally {
    await discard(run);
    await scope.close();
  }
}

/** Commits the result to every table; what was read and refused is in the state of the first. Returns that one's version. */
async function publishAll(
  context: MeshContext,
  run: ReturnType<typeof newJobRun>,
  tables: TableDestination[],
  result: Parameters<typeof publishTable>[2],
): Promise<number> {
  const engine = context.engine();
  const provenance = {
    fingerprint: contentKey(JSON.stringify(run.job)),
    engine: `${engine.name} ${engine.majorVersion}`,
    inputs: {},
  };
  let version = -1;
  for (const [index, destination] of tables.entries()) {
    const table = context.lakehouse.table(destination.location);
    const head = await table.head();
    if (destination.mode === 'ignore' && head) {
      version = Math.max(version, head.version);
      continue;
    }
    const own = index === 0 ? run : { ...run, entries: new Map(), sourceSchemas: {} };
    const outcome = await publishTable(
      own,
      { table, destination, readVersion: head?.version ?? -1, withExports: index === 0 },
      result,
      provenance,
    );
    if (outcome.outcome === 'unknown')
      throw new MeshError('OUTCOME_UNKNOWN', `the commit of ${destination.table} may or may not be durable`, {
        cause: outcome.cause,
      });
    if (outcome.outcome === 'conflict')
      throw new MeshError('CONFLICT', `another run wrote ${destination.table} meanwhile: ${outcome.reason}`);
    if (index === 0) version = outcome.version;
  }
  return version;
}

/** Bare names that SQL reads and that are neither steps nor written by the file; every finding is thrown at once. */
async function lakeTables(context: MeshContext, jobs: readonly Job[]): Promise<Set<string>> {
  const statements = jobs.flatMap((job, jobIndex) =>
    job.steps.flatMap((step, stepIndex) => {
      const sql = sqlOf(step);
      return sql ? [{ job, jobIndex, stepIndex, sql }] : [];
    }),
  );
  const analyses: SqlAnalysis[] =
    statements.length > 0 ? await context.engine().analyse(statements.map(({ sql }) => sql.text)) : [];
  const reads = new Set<string>();
  const issues: Issue[] = [];
  statements.forEach(({ job, jobIndex, stepIndex, sql }, index) => {
    const steps = job.steps
      .slice(0, stepIndex)
      .filter(yieldsRows)
      .map((step) => step.name);
    const written = jobs.slice(0, jobIndex).flatMap((earlier) => tablesOf(earlier).map((table) => table.table));
    for (const finding of analyses[index]?.findings ?? []) {
      const position = finding.offset === undefined ? sql.position : positionAt(sql, finding.offset);
      issues.push({
        code: finding.code,
        severity: 'error',
        message: finding.message,
        position,
        ...(finding.hint && { hint: finding.hint }),
      });
    }
    for (const { name, offset } of analyses[index]?.tables ?? []) {
      if (steps.includes(name) || (name === 'input' && steps.length > 0)) continue;
      if (
        written.includes(name) ||
        (NAME_PATTERN.test(name) && existsSync(join(context.workspace.properties.lake, name, '_delta_log')))
      )
        reads.add(name);
      else {
        const message = `\`${name}\` is no earlier step, no table that an earlier job of the file writes, and no table of the lake`;
        issues.push({ code: 'REFERENCE_UNKNOWN', severity: 'error', message, position: positionAt(sql, offset) });
      }
    }
  });
  if (issues.length > 0)
    throw new MeshError('CONFIG_INVALID', `${issues.length} errors in the SQL; nothing was run`, { issues });
  return reads;
}
