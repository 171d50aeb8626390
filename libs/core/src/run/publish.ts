import { join } from 'node:path';
import { checkStaged, judgedUnwritten, type Checked, type Pending } from '../check';
import { MeshError } from '../errors';
import type { CheckOutcome } from '../model/check';
import type { JobDefinition } from '../model/definition';
import type { ExportDestination, TableDestination } from '../model/job';
import type { Field } from '../model/schema';
import type { CommitOutcome, ExportedFile, KeptRelation, StagedRelation, StateEntry, StateHead, Table } from '../ports';
import { missingPartition } from '../plan/binding';
import { connectorContext } from '../plan/sources';
import { closedFiles } from './closed-rows';
import { deviates, discardColumns, discards } from './discard-columns';
import type { Current, JobRun } from './job-run';
import { keepDiscards } from './kept-discards';
import { atSql } from './query';

/** What every commit of this job records besides its rows. */
export interface Provenance {
  fingerprint: string;
  engine: string;
  inputs: Record<string, number>;
  /** The dataset's jobs, with the table that is the dataset itself. */
  definition?: JobDefinition[];
}

/** One of a job's tables. */
export interface TableTarget {
  table: Table;
  destination: TableDestination;
  /** -1: there is no table yet. */
  readVersion: number;
  /** Whether the job's exports are written and recorded with this table. */
  withExports: boolean;
  /** Versions of the datasets that the rows were made from, where they are others than those that the commit records. */
  inputs?: Record<string, number>;
  /** Entries that the commit makes besides the run's. */
  entries?: ReadonlyMap<string, StateEntry | null>;
}

/** Stages the result with the table's schema, writes the exports, then makes all of it visible in one commit. */
export async function publishTable(
  run: JobRun,
  target: TableTarget,
  result: Current,
  provenance: Provenance,
): Promise<CommitOutcome> {
  const { context } = run;
  const { table, destination } = target;
  const schema = await schemaFor(target, result);
  const missing = missingPartition(destination, schema);
  if (missing !== undefined) throw new MeshError('CONFIG_INVALID', missing, { position: destination.position });
  context.host.at('stage.before');
  const fitting = await fitted(run, target, result, schema);
  const computedRows = await compute(run, fitting, destination, schema);
  context.host.at('stage.after');
  const inputs = target.inputs ?? provenance.inputs;
  const pending = { table, destination, schema, readVersion: target.readVersion, inputs };
  const checked = await check(run, pending, fitting, computedRows);
  const { outcomes } = checked;
  const staged = isStaged(checked.staged)
    ? checked.staged
    : await stage(run, { ...fitting, relation: checked.staged }, destination, schema);
  await Promise.all(run.digests);
  run.rows.out = staged.rows;
  if (destination.mode !== 'append') await keepDiscards(run);
  if ([...run.entries.values()].some((entry) => entry?.kind === 'quarantine')) context.host.at('quarantine.written');
  context.host.at('checks.after');
  const exports = target.withExports ? await writeExports(run, { relation: staged, name: result.name }) : [];
  if (exports.length > 0) context.host.at('exports.written');
  context.signal.throwIfAborted();
  const outcome = await table.commit({
    mode: destination.mode === 'append' ? 'append' : 'overwrite',
    operation: 'WRITE',
    files: staged.files,
    schema,
    partitionBy: destination.partitionBy,
    evolution: destination.schemaEvolution,
    head: stateHead(run, provenance, exports, outcomesOf(run, outcomes)),
    entries: new Map([...run.entries, ...(target.entries ?? [])]),
    replaceEntries: destination.mode !== 'append',
    readVersion: target.readVersion,
  });
  const visible = outcome.outcome === 'committed' || outcome.outcome === 'unknown';
  if (visible) {
    const quarantined = [...(target.entries?.values() ?? [])].flatMap((entry) =>
      entry?.kind === 'quarantine' ? [join(table.location, entry.file)] : [],
    );
    const closed = closedFiles(table.location, run.entries.values());
    const files = [...staged.files.map(({ path }) => path), ...closed, ...quarantined];
    for (const file of files) run.written.delete(file);
  }
  if (outcome.outcome === 'committed' && destination.table === run.address)
    written(run, outcome.version, schema, staged);
  return outcome;
}

function written(run: JobRun, version: number, schema: Field[], staged: StagedRelation): void {
  const sources = new Map<string, { step: string; files: number; bytes: number }>();
  for (const entry of run.entries.values()) {
    if (entry?.kind !== 'source') continue;
    const { files, bytes } = sources.get(entry.step) ?? { files: 0, bytes: 0 };
    sources.set(entry.step, { step: entry.step, files: files + 1, bytes: bytes + entry.size });
  }
  const bytes = staged.files.reduce((sum, file) => sum + file.bytes, 0);
  const what = {
    version,
    schema,
    rows: staged.rows,
    bytes,
    files: staged.files.length,
    sources: [...sources.values()],
  };
  run.context.emit({
    type: 'table-written',
    at: run.context.host.now().toISOString(),
    address: run.address,
    written: what,
  });
}

/** The table's schema with these rows. Throws what the table refuses, at the place where it is named. */
export function schemaFor({ table, destination }: TableTarget, result: Current): Promise<Field[]> {
  return table
    .evolve(result.relation.columns, destination.mode, destination.schemaEvolution)
    .catch((error: unknown) => refused(error, destination));
}

/** The result without what `schema_evolution` discards; a table that is not there yet takes everything. */
export async function fitted(run: JobRun, target: TableTarget, result: Current, schema: Field[]): Promise<Current> {
  const how = discards(target.destination);
  if (how === undefined || target.readVersion < 0 || !deviates(result.relation.columns, schema)) return result;
  try {
    const relation = result.staged ? result.relation : await run.scope.keep(result.relation);
    return { relation: await discardColumns(run, relation, schema, how), name: result.name };
  } catch (error) {
    throw result.sql ? atSql(error, result.sql) : error;
  }
}

/** The exports of a job, in order. */
export async function writeExports(run: JobRun, result: Current): Promise<ExportedFile[]> {
  const written: ExportedFile[] = [];
  for (const destination of run.job.destinations) {
    if (destination.kind === 'export') written.push(...(await writeExport(run, result, destination)));
  }
  return written;
}

async function writeExport(run: JobRun, result: Current, destination: ExportDestination): Promise<ExportedFile[]> {
  const connector = run.context.connectors.destinations.find((candidate) => candidate.type === destination.connector);
  if (!connector) throw new MeshError('BUG', `no destination connector is called ${destination.connector}`);
  return connector.write(result.relation, run.scope, destination.config, connectorContext(run.file, destination.mode));
}

/**
 * The rows in files. Where the rules of a contract may divert some, and reading them twice is cheap, they are written when the
 * rules have spoken; where rules diverted some of the last version's, they are kept apart until then. So that they are
 * not written twice.
 */
async function compute(
  run: JobRun,
  result: Current,
  destination: TableDestination,
  schema: Field[],
): Promise<KeptRelation> {
  if (destination.table !== run.address || result.staged) return stage(run, result, destination, schema);
  const { partitionBy } = destination;
  const diverted = run.head?.state?.head.checks?.some(({ status }) => status === 'diverted');
  try {
    const steady = judgedUnwritten(run.context, run.address, schema)
      ? await run.scope.steady(result.relation, { schema, partitionBy })
      : undefined;
    if (steady) return steady;
    if (diverted && partitionBy.length === 0) return await run.scope.keep(result.relation, schema);
  } catch (error) {
    throw result.sql ? atSql(error, result.sql) : error;
  }
  return stage(run, result, destination, schema);
}

/** What goes wrong while rows are computed that nothing has computed before is said at the SQL that gives them. */
async function check(run: JobRun, pending: Pending, result: Current, rows: KeptRelation): Promise<Checked> {
  try {
    return await checkStaged(run, pending, rows);
  } catch (error) {
    throw result.sql && 'steady' in rows ? atSql(error, result.sql) : error;
  }
}

function isStaged(rows: KeptRelation): rows is StagedRelation {
  return 'files' in rows;
}

async function stage(
  run: JobRun,
  result: Current,
  destination: TableDestination,
  schema: Field[],
): Promise<StagedRelation> {
  const { location: directory, partitionBy } = destination;
  try {
    const staged = await run.scope.stage(result.relation, { directory, schema, partitionBy });
    staged.files.forEach((file) => run.written.add(file.path));
    return staged;
  } catch (error) {
    throw result.sql ? atSql(error, result.sql) : error;
  }
}

/** What `schema_evolution` and the contract found; undefined where there is neither. */
function outcomesOf({ discarded }: JobRun, outcomes: CheckOutcome[] | undefined): CheckOutcome[] | undefined {
  return discarded.length > 0 ? [...discarded, ...(outcomes ?? [])] : outcomes;
}

function stateHead(
  run: JobRun,
  provenance: Provenance,
  exports: ExportedFile[],
  checks: CheckOutcome[] | undefined,
): StateHead {
  return {
    run: run.run,
    at: run.context.host.now().toISOString(),
    ...provenance,
    rows: { ...run.rows },
    sourceSchemas: run.sourceSchemas,
    exports,
    ...(checks && { checks }),
  };
}

/** A schema that the table refuses is told where the table is named. */
function refused(error: unknown, { position }: TableDestination): never {
  if (!(error instanceof MeshError)) throw error;
  throw new MeshError(error.code, error.message, { hint: error.hint, position, cause: error });
}
