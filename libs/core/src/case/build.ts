import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MeshError } from '../errors';
import type { MeshContext } from '../mesh';
import type { Dataset, Job, Step } from '../model/job';
import type { Field } from '../model/schema';
import type { DatasetGraph } from '../plan/graph';
import type { EngineSession, TableScan } from '../ports';
import { runDataset } from '../run/dataset-run';
import type { TestCase } from './find';
import { caseContext } from './foreign-keys';
import { loadGiven } from './fixture';

/** A case being built: its tables lie in a lake of their own. */
export interface CaseBuild {
  context: MeshContext;
  session: EngineSession;
  testCase: TestCase;
  run: string;
  /** The case's lake, absolute. */
  lake: string;
  graph: DatasetGraph;
  datasets: ReadonlyMap<string, Dataset>;
  columns: ReadonlyMap<string, Field[] | undefined>;
  ready: Map<string, TableScan>;
}

/** Makes a dataset readable in the case: as given, else built by its own jobs from what is given upstream. */
export async function provide(build: CaseBuild, address: string): Promise<TableScan> {
  const known = build.ready.get(address);
  if (known) return known;
  const given = build.testCase.given.get(address);
  const scan = given ? await give(build, address, given) : await buildDataset(build, address);
  await build.session.pin(address, scan);
  build.ready.set(address, scan);
  return scan;
}

async function give(build: CaseBuild, address: string, file: string): Promise<TableScan> {
  const scope = await build.session.scope();
  const directory = join(build.lake, '_given', address);
  try {
    const relation = await loadGiven(scope, file, build.columns.get(address), {
      directory,
      quarantineFile: join(directory, 'bad.parquet'),
      run: build.run,
    });
    return { version: 0, schema: relation.columns, partitionColumns: [], files: relation.files };
  } finally {
    await scope.close();
  }
}

async function buildDataset(build: CaseBuild, address: string): Promise<TableScan> {
  const dataset = build.datasets.get(address);
  if (!dataset) throw notGiven(build, address, `there is no dataset ${address}`);
  const own = atCase(build, dataset);
  for (const input of build.graph.inputs(address)) await provide(build, input);
  const planned = {
    dataset: own,
    address,
    action: 'run' as const,
    reason: 'test',
    inputs: [],
    fingerprint: build.run,
    after: [],
  };
  await runDataset({
    context: await caseContext(build, dataset),
    session: build.session,
    run: build.run,
    planned,
    inputs: {},
    scans: new Map(),
    privates: new Map(),
  });
  return build.context.lakehouse.table(own.location).scan();
}

/** The dataset with its tables in the case's lake, its sources in `given/files` and without exports. */
function atCase(build: CaseBuild, dataset: Dataset): Dataset {
  const location = join(build.lake, ...dataset.id.split('.'));
  const moved = (job: Job): Job => ({
    ...job,
    steps: job.steps.map((step) => atGivenFiles(build, dataset, step)),
    destinations: job.destinations.flatMap((destination) =>
      destination.kind === 'table'
        ? [{ ...destination, location: join(location, destination.location.slice(dataset.location.length)) }]
        : [],
    ),
  });
  return { ...dataset, location, jobs: dataset.jobs.map(moved) };
}

function atGivenFiles(build: CaseBuild, dataset: Dataset, step: Step): Step {
  if (step.kind === 'filter') {
    const { badData: _kept, ...rest } = step;
    return rest;
  }
  if (step.kind !== 'ingest') return step;
  const folder = join(build.testCase.folder, 'given', 'files');
  if (!existsSync(folder) || readdirSync(folder).length === 0)
    throw notGiven(build, dataset.id, `${dataset.id} is neither given nor has it files under given/files`);
  const moved = (path: string): string => join(folder, basename(path));
  const { file_location: location, encoding } = step.config;
  const byGlob =
    typeof encoding === 'object' && encoding !== null
      ? { encoding: Object.fromEntries(Object.entries(encoding).map(([glob, name]) => [moved(glob), name])) }
      : {};
  return { ...step, config: { ...step.config, file_location: moved(String(location)), ...byGlob } };
}

function notGiven(build: CaseBuild, address: string, message: string): MeshError {
  const hint = `Add given/${address}.csv (or .json), or the source files of its ingests under given/files.`;
  return new MeshError('CONFIG_INVALID', message, {
    hint,
    position: { file: build.testCase.folder, line: 1, column: 1 },
  });
}
