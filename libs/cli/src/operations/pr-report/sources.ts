import { dirname, relative, sep } from 'node:path';
import type { Dataset, IngestStep, Job, MeshContext } from '@mu-mesh/core';

/** Files and folders that a dataset's jobs read, absolute; undefined for a source that has none. */
export interface DatasetSource {
  connector: string;
  paths: string[];
}

export function sourcesOf({ connectors }: MeshContext, dataset: Dataset): DatasetSource[] {
  return dataset.jobs.flatMap((job) =>
    job.steps
      .filter((step): step is IngestStep => step.kind === 'ingest')
      .map((step) => ({
        connector: step.connector,
        paths:
          connectors.sources
            .find(({ type }) => type === step.connector)
            ?.paths(step.config, { base: dirname(dataset.file), mode: modeOf(job) }) ?? [],
      })),
  );
}

/** A path in the workspace, with forward slashes; undefined for one outside. */
export function pathInside(root: string, path: string): string | undefined {
  const inside = relative(root, path).split(sep).join('/');
  return inside === '' || inside === '..' || inside.startsWith('../') ? undefined : inside;
}

/** Whether a path is that file, or lies in that folder. */
export function isUnder(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

function modeOf(job: Job): 'overwrite' | 'append' | 'ignore' {
  return job.destinations.find((destination) => destination.kind === 'table')?.mode ?? 'overwrite';
}
