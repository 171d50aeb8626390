import type { MeshContext } from '../mesh';
import { MeshError } from '../errors';
import type { Job } from '../model/job';
import { connectorContext, connectorOf, jobMode } from '../plan/sources';
import { realPath } from '../real-path';
import { badDataFolder } from './bad-data';

/** Files and folders that these jobs may touch: their sources, exports and tables. Throws where `allowed_paths` forbids one. */
export function sandboxPaths(context: MeshContext, jobs: readonly { file: string; job: Job }[]): string[] {
  const paths = new Set<string>([context.workspace.properties.lake]);
  for (const { file, job } of jobs) {
    for (const path of externalPaths(context, file, job)) {
      refuseOutside(context, path, job);
      paths.add(path);
    }
    for (const destination of job.destinations) if (destination.kind === 'table') paths.add(destination.location);
  }
  return [...paths].sort();
}

function externalPaths(context: MeshContext, file: string, job: Job): string[] {
  const mode = jobMode(job);
  const sources = job.steps.flatMap((step) => {
    if (step.kind === 'ingest') return connectorOf(context, step).paths(step.config, connectorContext(file, mode));
    return step.kind === 'filter' && step.badData ? [badDataFolder(step.badData)] : [];
  });
  const exports = job.destinations.flatMap((destination) => {
    if (destination.kind !== 'export') return [];
    const connector = context.connectors.destinations.find((candidate) => candidate.type === destination.connector);
    return connector?.paths(destination.config, connectorContext(file, destination.mode)) ?? [];
  });
  return [...sources, ...exports];
}

function refuseOutside(context: MeshContext, path: string, job: Job): void {
  const allowed = context.workspace.properties.allowedPaths;
  if (!allowed) return;
  const folders = [...allowed, ...allowed.map(realPath)];
  const within = (real: string): boolean => folders.some((folder) => real === folder || real.startsWith(`${folder}/`));
  if (within(path) && within(realPath(path))) return;
  const message = `${path} lies outside of the allowed paths (${allowed.join(', ')})`;
  throw new MeshError('CONFIG_INVALID', message, {
    position: job.position,
    hint: 'Ask the platform team to add it to "allowed_paths" in global-properties.json.',
  });
}
