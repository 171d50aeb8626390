import { join } from 'node:path';
import { MeshError } from '../errors';
import type { IngestStep } from '../model/job';
import { openSource } from '../plan/sources';
import type { Scan, StagedRelation, TableHead } from '../ports';
import type { JobRun } from './job-run';
import type { Replay, ReplayedRows } from './replay';
import { quarantineRelation, type OpenRow } from './replay-rows';
import { rowAt, writeReplaySources } from './replay-source';
import { runSteps } from './steps';

/** Lines that an ingest refused, parsed again; those that fit go through the whole job. */
export async function replayIngested(
  replay: Replay,
  run: JobRun,
  head: TableHead,
  step: IngestStep,
  rows: readonly OpenRow[],
): Promise<ReplayedRows> {
  const ingests = replay.job.steps.filter((other) => other.kind === 'ingest');
  if (ingests.length > 1 || replay.job.steps[0] !== step || step.connector === 'IngestParquet') {
    throw new MeshError(
      'USAGE',
      `${replay.dataset.id} cannot replay: its last job must begin with one ingest of text files and have no other`,
    );
  }
  const { relation, failed } = await parse(replay, run, head, step, rows);
  relation.files.forEach((file) => run.written.add(file.path));
  const passed = rows.filter((_, index) => !failed.has(index)).map((row) => row.id);
  const refused = rows.filter((_, index) => failed.has(index)).map((row) => row.id);
  if (relation.rows !== passed.length) {
    throw new MeshError(
      'BUG',
      `${rows.length} rows were read again as ${relation.rows} good and ${failed.size} refused ones; nothing was changed`,
    );
  }
  if (passed.length === 0) return { passed, refused, result: undefined };
  run.replay = new Map([[step.name, relation]]);
  return { passed, refused, result: await runSteps(run) };
}

/** Reads the rows as files again; `failed` has the indexes of those that were refused again. */
async function parse(
  replay: Replay,
  run: JobRun,
  head: TableHead,
  step: IngestStep,
  rows: readonly OpenRow[],
): Promise<{ relation: StagedRelation; failed: Set<number> }> {
  const template = openSource(replay.context, replay.dataset.file, step, 'append').read([]);
  const schema = step.schema ?? Object.values(head.state?.head.sourceSchemas ?? {})[0];
  const lost =
    template.format === 'csv' && template.options.header ? rows.find(({ header }) => header === undefined) : undefined;
  if (lost) {
    const hint = 'Discard the rows with a reason, or put them into a new source file.';
    throw new MeshError(
      'USAGE',
      `the header of ${lost.file} was not kept when row ${lost.id} was refused: its columns are not known`,
      { hint },
    );
  }
  const sources = await writeReplaySources(replay.folder, template, rows);
  const quarantineFile = join(replay.folder, 'refused.parquet');
  const scan: Scan = {
    ...template,
    files: sources.map(({ path }) => ({ path })),
    badRows: 'QUARANTINE',
    ...(schema && { schema }),
  };
  const target = {
    directory: replay.destination.location,
    partitionBy: [],
    quarantineFile,
    run: replay.run,
    rule: step.name,
  };
  const ingested = await run.scope.ingest(scan, target);
  if (ingested.quarantined === 0) return { relation: ingested.relation, failed: new Set() };
  const refused = await run.scope.rows(await quarantineRelation(run.scope, quarantineFile), Number.MAX_SAFE_INTEGER);
  return {
    relation: ingested.relation,
    failed: new Set(refused.map(([, , , , file, line]) => rowAt(sources, file ?? '', Number(line)))),
  };
}
