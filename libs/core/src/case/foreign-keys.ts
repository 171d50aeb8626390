import { foreignKeyTargets, withKeysTo } from '../check';
import type { MeshContext } from '../mesh';
import { contractSchema } from '../model/contract';
import type { Dataset } from '../model/job';
import type { TableScan } from '../ports';
import { provide, type CaseBuild } from './build';

/**
 * The context in which a case builds a dataset: the foreign keys of its contract lead to what the case gives or the job
 * reads. Keys to anything else are left out; the lake plays no part in a case.
 */
export async function caseContext(build: CaseBuild, { id, contract }: Dataset): Promise<MeshContext> {
  const object = contract && contractSchema(contract);
  if (!contract || !object) return build.context;
  const given = new Map<string, TableScan>();
  for (const target of foreignKeyTargets(contract, object)) {
    if (build.testCase.given.has(target) || build.graph.inputs(id).includes(target))
      given.set(target, await provide(build, target));
  }
  const own = withKeysTo(contract, new Set(given.keys()));
  const domains = build.context.workspace.domains.map((domain) => ({
    ...domain,
    datasets: domain.datasets.map((dataset) => (dataset.id === id ? { ...dataset, contract: own } : dataset)),
  }));
  return { ...build.context, given, workspace: { ...build.context.workspace, domains } };
}
