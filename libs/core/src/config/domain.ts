import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatAddress, LAYERS, type Layer } from '../model/address';
import type { Dataset, Domain } from '../model/job';
import type { Issue } from '../model/issue';
import type { GlobalProperties } from '../model/workspace';
import type { CommandTable } from './commands/command-table';
import type { ContractReader } from '../contract/read/contract-reader';
import { Findings } from './findings';
import { isFolder, issueAbout, listFolder, namesIn } from './folder';
import { readJobs } from './job/job-list';
import { loadJson } from './load-document';
import { nameProblem } from './name-check';
import type { ProductReader } from './product/product-reader';
import { nearest, quoted } from './suggestion';

const PRODUCT = 'data-product.odps.yaml';
const PIPELINE = 'pipeline.json';
const CONTRACT = 'contract.odcs.yaml';

/** What all domains of a workspace share while it is read. */
export interface DomainContext {
  properties: GlobalProperties;
  commands: CommandTable;
  domains: ReadonlySet<string>;
  connections: ReadonlySet<string>;
  contracts: ContractReader;
  products: ProductReader;
  /** Datasets that are taken over as they are. */
  kept: readonly Dataset[];
  /** Is told the ids of datasets whose contract is there and is too wrong to be read. */
  unread: Set<string>;
  issues: Issue[];
}

/** The names of the folders in `domains/` that are domains; what nearly is one becomes an issue. */
export function findDomains(root: string, issues: Issue[]): string[] {
  const parent = join(root, 'domains');
  return listFolder(parent, issues).folders.filter((name) => {
    const folder = join(parent, name);
    if (existsSync(join(folder, PRODUCT))) return true;
    const { files, folders } = listFolder(folder, issues);
    if (!LAYERS.some((layer) => folders.includes(layer))) return false;
    const other = files.find((file) => /^data-product.*\.(ya?ml|json)$/.test(file));
    issues.push(
      issueAbout(
        join(folder, PRODUCT),
        'CONFIG_INVALID',
        `the domain "${name}" has no ${PRODUCT}`,
        other ? `Rename ${other} to ${PRODUCT}.` : 'Add it: it names the owner.',
      ),
    );
    return true;
  });
}

/** Reads a domain's data product and its datasets. */
export function readDomain(context: DomainContext, root: string, name: string): Domain {
  const folder = join(root, 'domains', name);
  const file = join(folder, PRODUCT);
  const { issues } = context;
  const problem = nameProblem('domain', name);
  if (problem !== undefined) issues.push(issueAbout(file, 'NAME_INVALID', problem, 'Rename the folder.'));
  const { folders } = listFolder(folder, issues);
  for (const other of folders) if (!LAYERS.some((layer) => layer === other)) checkStray(context, folder, other);
  const datasets = LAYERS.filter((layer) => folders.includes(layer)).flatMap((layer) =>
    readLayer(context, folder, name, layer),
  );
  const domain: Domain = { name, root: folder, file, outputPorts: [], inputPorts: [], datasets };
  if (!existsSync(file)) return domain;
  const gold = new Set(
    datasets.filter(({ address }) => address.layer === 'gold').map(({ address }) => address.dataset),
  );
  const { product, issues: found } = context.products.read(file, name, gold);
  issues.push(...found);
  return { ...domain, ...product };
}

/** Folders beside the layers are the domain's own business, unless they look like a layer. */
function checkStray({ issues }: DomainContext, folder: string, name: string): void {
  const meant = nearest(name, LAYERS);
  const inside = listFolder(join(folder, name), issues).folders.find((dataset) =>
    existsSync(join(folder, name, dataset, PIPELINE)),
  );
  if (inside === undefined && (meant === undefined || name === 'old')) return;
  issues.push(
    issueAbout(
      join(folder, name, ...(inside === undefined ? [] : [inside, PIPELINE])),
      'NAME_INVALID',
      `the folder ${quoted(name)} is no layer; layers are raw, silver and gold`,
      meant === undefined ? 'Move its datasets into one of them.' : `Did you mean "${meant}"?`,
    ),
  );
}

function readLayer(context: DomainContext, folder: string, domain: string, layer: Layer): Dataset[] {
  const { folders } = listFolder(join(folder, layer), context.issues);
  const read = folders
    .filter((name) => !name.startsWith('_'))
    .flatMap((dataset) => {
      const file = join(folder, layer, dataset, PIPELINE);
      const id = formatAddress({ domain, layer, dataset });
      const problem = nameProblem('dataset', dataset);
      if (problem !== undefined) {
        context.issues.push(issueAbout(file, 'NAME_INVALID', problem, 'Rename the folder.', id));
        return [];
      }
      if (existsSync(file)) return [readDataset(context, file, { domain, layer, dataset })];
      context.issues.push(
        issueAbout(
          file,
          'SOURCE_MISSING',
          `the dataset "${id}" has no ${PIPELINE}`,
          'Add it, or remove the folder.',
          id,
        ),
      );
      return [];
    });
  const kept = context.kept.filter(({ address }) => address.domain === domain && address.layer === layer);
  return kept.length === 0 ? read : [...read, ...kept].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function readDataset(context: DomainContext, file: string, address: Dataset['address']): Dataset {
  const { domain, layer, dataset } = address;
  const { properties, commands, domains, connections, contracts, issues } = context;
  const id = formatAddress(address);
  const location = join(properties.lake, domain, layer, dataset);
  const document = loadJson(file);
  const findings = new Findings(document, id);
  const place = { kind: 'dataset', address, id, location } as const;
  const base = join(file, '..');
  const jobs = readJobs({
    findings,
    commands,
    place,
    base,
    domains,
    connections,
    allowedPaths: properties.allowedPaths,
  });
  issues.push(...findings.inOrder());
  const contractFile = join(base, CONTRACT);
  issues.push(...misnamedContracts(base, id));
  if (!existsSync(contractFile)) return { address, id, file, location, jobs };
  const { contract, issues: found } = contracts.read(contractFile, id);
  issues.push(...found);
  if (!contract) context.unread.add(id);
  return { address, id, file, location, jobs, ...(contract && { contract }) };
}

/** What looks like a contract beside a job and is not read, because of its name. */
function misnamedContracts(folder: string, id: string): Issue[] {
  const names = namesIn(folder);
  const others = names.filter(
    (name) =>
      name !== CONTRACT &&
      /^contract\b.*\.(ya?ml|json)$|\.odcs\.(ya?ml|json)$/i.test(name) &&
      !isFolder(join(folder, name)),
  );
  const hint = names.includes(CONTRACT) ? `Only ${CONTRACT} is; move it elsewhere.` : `Rename it to ${CONTRACT}.`;
  return others.map((name) => ({
    ...issueAbout(join(folder, name), 'CONFIG_INVALID', `${name} is not read as the contract of ${id}`, hint, id),
    severity: 'warning',
  }));
}
