import { type Dataset, datasetGraph, datasetsOf, fingerprint, type MeshContext, type Workspace } from '@mu-mesh/core';
import { isUnder, pathInside, sourcesOf } from './sources';

/** A dataset that is built anew, or no more, because of a branch. */
export interface AffectedDataset {
  address: string;
  change: 'new' | 'changed' | 'downstream' | 'removed';
  reason: string;
}

/**
 * What a branch changes: datasets with another job, contract or source file, new ones, and everything that reads them,
 * in the order in which they run; then those that are gone. `changed`: paths in the workspace that differ from the base.
 */
export async function affectedDatasets(
  base: Workspace,
  context: MeshContext,
  changed: ReadonlySet<string>,
): Promise<AffectedDataset[]> {
  const { workspace } = context;
  const [old, young] = [datasetsOf(base), datasetsOf(workspace)];
  const graph = await datasetGraph(workspace, context.engine());
  const found = new Map<string, AffectedDataset>();
  for (const address of graph.order()) {
    const dataset = young.get(address);
    if (!dataset) continue;
    const before = old.get(address);
    const own = before ? ownReason(context, base, before, dataset, changed) : 'new dataset';
    const input = graph.inputs(address).find((one) => found.has(one));
    if (own !== undefined) found.set(address, { address, change: before ? 'changed' : 'new', reason: own });
    else if (input !== undefined)
      found.set(address, { address, change: 'downstream', reason: `reads ${input}, which changes` });
  }
  const gone = [...old.keys()].filter((address) => !young.has(address)).sort();
  return [
    ...found.values(),
    ...gone.map((address) => ({ address, change: 'removed' as const, reason: 'its pipeline is gone' })),
  ];
}

function ownReason(
  context: MeshContext,
  base: Workspace,
  before: Dataset,
  dataset: Dataset,
  changed: ReadonlySet<string>,
): string | undefined {
  const { root } = context.workspace;
  const digests = (one: Dataset, folder: string): string[] => {
    const { contract: _contract, ...job } = one;
    return [job, one].map((part) => fingerprint(part, folder, context.engine()));
  };
  const [[job, whole], [newJob, newWhole]] = [digests(before, base.root), digests(dataset, root)];
  const files = sourceFiles(context, dataset, changed);
  const reasons = [
    ...(job === newJob ? [] : ['job changed']),
    ...(job !== newJob || whole === newWhole ? [] : ['contract changed']),
    ...(files.length === 0
      ? []
      : [files.length === 1 ? `source file ${files[0] ?? ''}` : `${files.length} source files`]),
  ];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

function sourceFiles(context: MeshContext, dataset: Dataset, changed: ReadonlySet<string>): string[] {
  const places = sourcesOf(context, dataset)
    .flatMap(({ paths }) => paths)
    .flatMap((path) => pathInside(context.workspace.root, path) ?? []);
  return [...changed].filter((path) => places.some((place) => isUnder(path, place))).sort();
}
