import { join, relative } from 'node:path';
import {
  type Dataset,
  type Job,
  type MeshContext,
  type RunResult,
  run,
  toMeshError,
  type Workspace,
} from '@mu-mesh/core';

/** The workspace with its tables in another lake, and without anything that is written elsewhere. */
export function inLake(workspace: Workspace, lake: string): Workspace {
  const moved = (location: string): string => join(lake, relative(workspace.properties.lake, location));
  const job = (one: Job): Job => ({
    ...one,
    steps: one.steps.map((step) => {
      if (step.kind !== 'filter') return step;
      const { badData: _kept, ...rest } = step;
      return rest;
    }),
    destinations: one.destinations.flatMap((destination) =>
      destination.kind === 'table' ? [{ ...destination, location: moved(destination.location) }] : [],
    ),
  });
  const dataset = (one: Dataset): Dataset => ({ ...one, location: moved(one.location), jobs: one.jobs.map(job) });
  return {
    ...workspace,
    properties: { ...workspace.properties, lake },
    domains: workspace.domains.map((domain) => ({ ...domain, datasets: domain.datasets.map(dataset) })),
  };
}

/** What is to be built: the dataset itself and all that it needs. */
export interface Wanted {
  address: string;
  needs: ReadonlySet<string>;
}

/** Builds datasets in a lake that is empty. Returns, for each that was not built, why. */
export async function build(context: MeshContext, wanted: readonly Wanted[]): Promise<Map<string, string>> {
  if (wanted.length === 0) return new Map();
  try {
    return failures(wanted, await runThese({ ...context, emit: () => undefined }, wanted));
  } catch (error) {
    context.signal.throwIfAborted();
    if (wanted.length === 1) return new Map([[wanted[0]?.address ?? '', words(error)]]);
  }
  const found = new Map<string, string>();
  for (const one of wanted) for (const [address, reason] of await build(context, [one])) found.set(address, reason);
  return found;
}

function runThese(context: MeshContext, wanted: readonly Wanted[]): Promise<RunResult> {
  const selectors = [...new Set(wanted.flatMap(({ address, needs }) => [address, ...needs]))];
  return run(context, { selectors, full: false, release: [] });
}

function failures(wanted: readonly Wanted[], { datasets }: RunResult): Map<string, string> {
  const built = (address: string): boolean =>
    datasets.some((one) => one.address === address && one.version !== undefined);
  return new Map(
    wanted
      .filter(({ address }) => !built(address))
      .map(({ address, needs }) => {
        const cause = datasets.find(
          (one) => one.status === 'failed' && (one.address === address || needs.has(one.address)),
        );
        return [address, cause ? `${cause.address} failed: ${cause.reason ?? ''}` : 'it was not built'];
      }),
  );
}

function words(error: unknown): string {
  const { message, issues } = toMeshError(error);
  const [first, ...others] = issues.filter(({ severity }) => severity === 'error');
  if (!first) return message;
  const more = others.length === 0 ? '' : ` (and ${others.length} more error${others.length === 1 ? '' : 's'})`;
  return `${first.message}${more}`;
}
