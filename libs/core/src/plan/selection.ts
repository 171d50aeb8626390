import { closest } from 'fastest-levenshtein';
import { MeshError } from '../errors';
import type { Dataset } from '../model/job';
import type { Workspace } from '../model/workspace';
import { keyTargets } from './foreign-key-order';
import type { DatasetGraph } from './graph';

interface Selector {
  upstream: boolean;
  downstream: boolean;
  name: string;
}

/** All datasets of a workspace by address, domains with errors included. */
export function datasetsOf(workspace: Workspace): Map<string, Dataset> {
  return new Map(workspace.domains.flatMap((domain) => domain.datasets).map((dataset) => [dataset.id, dataset]));
}

/**
 * The addresses that selectors name: `sales`, `sales.gold`, `sales.gold.x`, each with `+` before it for
 * everything upstream (foreign keys lead there too) and after it for everything downstream. No selector selects all.
 * Throws USAGE for one that names nothing.
 */
export function selectDatasets(workspace: Workspace, graph: DatasetGraph, selectors: readonly string[]): Set<string> {
  const datasets = datasetsOf(workspace);
  const all = [...datasets.keys()];
  if (selectors.length === 0) return new Set(all);
  const selected = new Set<string>();
  for (const text of selectors) {
    const selector = parseSelector(text);
    const matches = all.filter((id) => id === selector.name || id.startsWith(`${selector.name}.`));
    if (matches.length === 0 && !isEmptyDomain(workspace, selector.name))
      throw unknownSelector(text, selector.name, workspace, all);
    for (const id of matches) {
      selected.add(id);
      if (selector.upstream) upstreamOf(id, graph, datasets).forEach((other) => selected.add(other));
      if (selector.downstream) graph.downstream(id).forEach((other) => selected.add(other));
    }
  }
  return selected;
}

/** What a dataset reads, and what its foreign keys are looked up in. */
function upstreamOf(id: string, graph: DatasetGraph, datasets: ReadonlyMap<string, Dataset>): Set<string> {
  const found = new Set([id]);
  // A set that grows while it is walked: every dataset is met once.
  for (const each of found) {
    graph.upstream(each).forEach((other) => found.add(other));
    const dataset = datasets.get(each);
    const targets = dataset ? keyTargets(dataset) : [];
    targets.filter((target) => datasets.has(target)).forEach((target) => found.add(target));
  }
  return found;
}

function parseSelector(text: string): Selector {
  const upstream = text.startsWith('+');
  const downstream = text.length > 1 && text.endsWith('+');
  return { upstream, downstream, name: text.slice(upstream ? 1 : 0, downstream ? -1 : undefined) };
}

function isEmptyDomain(workspace: Workspace, name: string): boolean {
  return workspace.domains.some((domain) => domain.name === name && domain.datasets.length === 0);
}

function unknownSelector(text: string, name: string, workspace: Workspace, all: readonly string[]): MeshError {
  const candidates = [
    ...workspace.domains.map((domain) => domain.name),
    ...all.map((id) => id.split('.').slice(0, 2).join('.')),
    ...all,
  ];
  const near = candidates.length > 0 ? closest(name, candidates) : undefined;
  const hint = near ? `Did you mean \`${text.replace(name, near)}\`?` : 'The workspace has no domain yet.';
  return new MeshError('USAGE', `\`${text}\` names no domain, layer or dataset of this workspace`, { hint });
}
