import type { Dataset, ExportDestination, IngestStep } from '../model/job';
import type { DatasetName } from './event';

/** A path of this machine's files; a source of many files is named by its pattern. */
export function fileName(path: string): DatasetName {
  return { namespace: 'file', name: path };
}

/** What the dataset's ingests read, by step. A source that has no path has no name. */
export function sourceNames(dataset: Dataset): Map<string, DatasetName> {
  const ingests = dataset.jobs.flatMap((job) => job.steps.filter((step): step is IngestStep => step.kind === 'ingest'));
  return new Map(ingests.flatMap((step) => located(step.config).map((name) => [step.name, name] as const)));
}

/** Files that the dataset's jobs write besides the table. */
export function exportNames(dataset: Dataset): DatasetName[] {
  return dataset.jobs
    .flatMap((job) =>
      job.destinations.filter((destination): destination is ExportDestination => destination.kind === 'export'),
    )
    .flatMap((destination) => located(destination.config));
}

function located(config: Record<string, unknown>): DatasetName[] {
  const path = config['file_location'];
  return typeof path === 'string' ? [fileName(path)] : [];
}
