import { dirname, join, relative, sep } from 'node:path';
import type { Dataset, Workspace } from '@mu-mesh/core';
import type { BaseFile } from './git-base';

const SHARED = ['global-properties.json', 'connection-properties.json'];

/**
 * The datasets of a workspace that were the same at a commit: every file that they were read from was there and is as
 * it was, nothing else of their folders changed, and nothing is wrong with them. `files`: of the commit; `changed`: paths
 * that differ from it.
 */
export function unchangedDatasets(
  { root, domains, issues }: Workspace,
  files: readonly BaseFile[],
  changed: ReadonlySet<string>,
): Dataset[] {
  if (SHARED.some((path) => changed.has(path))) return [];
  const known = new Set(files.map(({ path }) => path));
  const touched = new Set([...changed].map((path) => dirname(join(root, path))));
  const wrong = new Set(
    issues.filter(({ severity }) => severity === 'error').flatMap(({ address, position }) => [address, position?.file]),
  );
  return domains.flatMap(({ datasets }) =>
    datasets.filter((dataset) => {
      const read = filesOf(dataset);
      const paths = read.map((file) => relative(root, file).split(sep).join('/'));
      return (
        paths.every((path) => known.has(path) && !changed.has(path)) &&
        !touched.has(dirname(dataset.file)) &&
        ![dataset.id, ...read].some((one) => wrong.has(one))
      );
    }),
  );
}

/** Every file that the dataset was read from. */
function filesOf(dataset: Dataset): string[] {
  const steps = dataset.jobs.flatMap((job) => job.steps);
  const sql = steps.flatMap((step) => ('sql' in step ? [step.sql.position.file] : []));
  return [...new Set([dataset.file, ...(dataset.contract ? [dataset.contract.file] : []), ...sql])];
}
