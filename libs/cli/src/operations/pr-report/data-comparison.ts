import { join } from 'node:path';
import {
  contractSchema,
  type Dataset,
  datasetGraph,
  type DatasetGraph,
  datasetsOf,
  foreignKeyTargets,
  type MeshContext,
  toMeshError,
} from '@mu-mesh/core';
import type { ComparedTable } from '../compared-table';
import { type DiffResult, diffTables } from '../diff';
import type { AffectedDataset } from './affected-datasets';
import { dataFiles, MOST_BYTES, writeData } from './base-files';
import { build, inLake, type Wanted } from './scratch-build';
import { pathInside, sourcesOf } from './sources';

export interface DataComparison {
  compared: { address: string; diff: DiffResult }[];
  /** Gold datasets that are affected and were not compared. */
  skipped: { address: string; reason: string }[];
}

export interface ComparisonOptions {
  /** The commit of the base. */
  commit: string;
  /** Datasets to build at most. */
  maxDatasets: number;
  /** Rows to list of each kind. */
  limit: number;
}

/** One of the two states that are built. */
interface State {
  /** Its workspace has the root that its files lie in, and a lake of its own. */
  context: MeshContext;
  graph: DatasetGraph;
  datasets: Map<string, Dataset>;
}

/**
 * Builds affected gold datasets, with everything that they are made of, as they were and as they are: each from the source
 * files of its own state, in empty lakes inside of `folder`. Nothing is exported and no table of the real lake is touched.
 */
export async function compareData(
  base: MeshContext,
  head: MeshContext,
  affected: readonly AffectedDataset[],
  folder: string,
  { commit, maxDatasets, limit }: ComparisonOptions,
): Promise<DataComparison> {
  const [old, young] = [
    await stateIn(base, join(folder, '.lakes', 'base')),
    await stateIn(head, join(folder, '.lakes', 'head')),
  ];
  const result: DataComparison = { compared: [], skipped: [] };
  const wanted: { address: string; before: Wanted; after: Wanted }[] = [];
  for (const { address, change } of inOrder(affected)) {
    if ((young.datasets.get(address) ?? old.datasets.get(address))?.address.layer !== 'gold') continue;
    const reason =
      WITHOUT_COMPARISON[change] ??
      unreadable(old, address) ??
      unreadable(young, address) ??
      (wanted.length >= maxDatasets ? `only ${maxDatasets} datasets are compared (--max-datasets)` : undefined);
    if (reason !== undefined) result.skipped.push({ address, reason });
    else wanted.push({ address, before: wantedIn(old, address), after: wantedIn(young, address) });
  }
  const missing = writeSources(
    old,
    head.workspace.root,
    commit,
    folder,
    wanted.map(({ before }) => before),
  );
  const ready = wanted.filter(({ address }) => !missing.has(address));
  const before = await build(
    old.context,
    ready.map((one) => one.before),
  );
  const after = await build(
    young.context,
    ready.filter(({ address }) => !before.has(address)).map((one) => one.after),
  );
  for (const { address } of wanted) {
    const reason =
      missing.get(address) ?? said('the base', before.get(address)) ?? said('this branch', after.get(address));
    if (reason !== undefined) {
      result.skipped.push({ address, reason });
      continue;
    }
    try {
      const tables = [await tableIn(old, address), await tableIn(young, address)] as const;
      result.compared.push({ address, diff: await diffTables(head, ...tables, { limit }) });
    } catch (error) {
      head.signal.throwIfAborted();
      result.skipped.push({ address, reason: toMeshError(error).message });
    }
  }
  return result;
}

const WITHOUT_COMPARISON: Partial<Record<AffectedDataset['change'], string>> = {
  new: 'it is new: there is nothing to compare it with',
  removed: 'it is gone',
};

/** What changed itself before what only reads it. */
function inOrder(affected: readonly AffectedDataset[]): AffectedDataset[] {
  const own = affected.filter(({ change }) => change !== 'downstream');
  return [...own, ...affected.filter((one) => !own.includes(one))];
}

function said(where: string, reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : `${where} does not build: ${reason}`;
}

async function stateIn(context: MeshContext, lake: string): Promise<State> {
  const workspace = inLake(context.workspace, lake);
  return {
    context: { ...context, workspace },
    graph: await datasetGraph(workspace, context.engine()),
    datasets: datasetsOf(workspace),
  };
}

/** What it reads, directly or not, and the tables that foreign keys of all these lead to. */
function wantedIn({ graph, datasets }: State, address: string): Wanted {
  const needs = new Set<string>();
  const queue = [address];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const { contract } = datasets.get(id) ?? {};
    const object = contract && contractSchema(contract);
    const keys = contract && object ? foreignKeyTargets(contract, object) : [];
    for (const next of [...graph.inputs(id), ...keys]) {
      if (next === address || needs.has(next) || !datasets.has(next)) continue;
      needs.add(next);
      queue.push(next);
    }
  }
  return { address, needs };
}

/** Why the rows of a dataset cannot be made from the repository alone. */
function unreadable(state: State, address: string): string | undefined {
  const { root } = state.context.workspace;
  for (const id of [address, ...wantedIn(state, address).needs]) {
    const dataset = state.datasets.get(id);
    for (const { connector, paths } of dataset ? sourcesOf(state.context, dataset) : [])
      if (paths.length === 0 || paths.some((path) => pathInside(root, path) === undefined))
        return `${id} reads from outside of the workspace (${connector})`;
  }
  return undefined;
}

/** Puts the source files of the base where its jobs look for them. Returns, for datasets that lack some, why. */
function writeSources(
  old: State,
  root: string,
  commit: string,
  folder: string,
  wanted: readonly Wanted[],
): Map<string, string> {
  const placesOf = ({ address, needs }: Wanted): string[] =>
    [address, ...needs]
      .flatMap((id) => old.datasets.get(id) ?? [])
      .flatMap((dataset) => sourcesOf(old.context, dataset).flatMap(({ paths }) => paths))
      .flatMap((path) => pathInside(old.context.workspace.root, path) ?? []);
  const missing = new Map<string, string>();
  const known = new Set<string>();
  let bytes = 0;
  for (const one of wanted) {
    try {
      const files = dataFiles(root, commit, placesOf(one));
      for (const { path, size } of files) {
        if (!known.has(path)) bytes += size;
        known.add(path);
      }
      if (bytes > MOST_BYTES) missing.set(one.address, 'the source files of the base are larger than 1 GiB');
      else if (writeData(root, files, folder).length > 0)
        missing.set(one.address, 'source files of the base lie in Git LFS');
    } catch (error) {
      missing.set(one.address, toMeshError(error).message);
    }
  }
  return missing;
}

async function tableIn({ context, datasets }: State, address: string): Promise<ComparedTable> {
  const dataset = datasets.get(address);
  const table = context.lakehouse.table(dataset?.location ?? '');
  const scan = await table.scan();
  return {
    source: address,
    format: 'delta',
    version: null,
    ...(dataset && { dataset }),
    paths: [table.location],
    rows: (scope) => scope.table(scan),
  };
}
