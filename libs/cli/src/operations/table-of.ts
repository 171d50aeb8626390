import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Dataset, MeshError, type Table, type Workspace, didYouMean, parseAddress } from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';

/** Datasets that a hint names at most. */
const MOST_NAMED = 10;

/** A dataset's table, with the dataset where the workspace still has it. */
export interface AddressedTable {
  address: string;
  table: Table;
  dataset?: Dataset;
}

/**
 * The table of an address, also of a dataset whose folder is gone while its table is still in the lake.
 * Throws USAGE for what is neither.
 */
export function tableOf(context: MeshContext, address: string): AddressedTable {
  const { workspace, lakehouse } = context;
  const dataset = datasets(workspace).find(({ id }) => id === address);
  if (dataset) return { address, table: lakehouse.table(dataset.location), dataset };
  const parsed = parseAddress(address);
  const location = parsed && join(workspace.properties.lake, parsed.domain, parsed.layer, parsed.dataset);
  if (location !== undefined && existsSync(location)) return { address, table: lakehouse.table(location) };
  throw unknownAddress(workspace, address);
}

export function datasets(workspace: Workspace): Dataset[] {
  return workspace.domains.flatMap((domain) => domain.datasets);
}

export function unknownAddress(workspace: Workspace, text: string): MeshError {
  const all = datasets(workspace).map(({ id }) => id);
  const inside = all.filter((id) => id.startsWith(`${text}.`));
  if (inside.length > 0)
    return new MeshError(
      'USAGE',
      `\`${text}\` is a ${text.includes('.') ? 'layer' : 'domain'}, and a dataset is wanted`,
      {
        hint: `Its datasets: ${inside.slice(0, MOST_NAMED).join(', ')}${inside.length > MOST_NAMED ? `, … (${inside.length})` : ''}.`,
      },
    );
  const domains = workspace.domains.map(({ name }) => name).join(', ');
  const hint =
    didYouMean(text, all) ??
    (all.length === 0
      ? 'The workspace has no dataset yet.'
      : `The domains: ${domains}. \`mesh plan\` lists every dataset.`);
  return new MeshError('USAGE', `\`${text}\` is no dataset of this workspace`, { hint });
}

/**
 * Every table that selectors without `+` name and that exists, in order of address; no selector means all.
 * Private tables of a job file follow their dataset's, as `sales.raw.x (name)`.
 */
export function existingTables(context: MeshContext, selectors: readonly string[]): AddressedTable[] {
  const all = datasets(context.workspace);
  const selected =
    selectors.length === 0 ? all : selectors.flatMap((selector) => matching(context.workspace, selector));
  return [...new Set(selected)]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((dataset) => tablesOf(dataset).map(({ address, location }) => ({ address, location, dataset })))
    .filter(({ location }) => existsSync(location))
    .map(({ address, location, dataset }) => ({ address, table: context.lakehouse.table(location), dataset }));
}

function tablesOf(dataset: Dataset): { address: string; location: string }[] {
  const own = { address: dataset.id, location: dataset.location };
  const destinations = dataset.jobs.flatMap((job) => job.destinations);
  const privates = destinations.flatMap((destination) =>
    destination.kind === 'table' && destination.location !== dataset.location
      ? [{ address: `${dataset.id} (${destination.table})`, location: destination.location }]
      : [],
  );
  return [own, ...privates];
}

function matching(workspace: Workspace, selector: string): Dataset[] {
  if (selector.startsWith('+') || selector.endsWith('+')) {
    throw new MeshError('USAGE', `\`${selector}\`: this command takes domains, layers and datasets without \`+\``);
  }
  const found = datasets(workspace).filter(({ id }) => id === selector || id.startsWith(`${selector}.`));
  const empty = workspace.domains.some(({ name, datasets: own }) => name === selector && own.length === 0);
  if (found.length === 0 && !empty) throw unknownAddress(workspace, selector);
  return found;
}
