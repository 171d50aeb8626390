import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Issue } from '../model/issue';
import type { Dataset } from '../model/job';
import type { Workspace } from '../model/workspace';
import type { ConnectorRegistry } from '../ports';
import { ContractReader } from '../contract/read/contract-reader';
import { portIssues } from '../contract/ports';
import { referenceIssues } from '../contract/references';
import { CommandTable } from './commands/command-table';
import { exportIssues } from './export-paths';
import { findDomains, readDomain } from './domain';
import { loadConfidentialJson, loadJson } from './load-document';
import { ProductReader } from './product/product-reader';
import { readConnections } from './properties/connection-properties';
import { readGlobalProperties } from './properties/global-properties';

const GLOBAL = 'global-properties.json';
const CONNECTIONS = 'connection-properties.json';

/** The nearest folder, from `from` upwards, with a global-properties.json. */
export function findWorkspace(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, GLOBAL))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

export interface WorkspaceOptions {
  root: string;
  connectors: ConnectorRegistry;
  /**
   * Datasets of the same workspace at another time that are as they were: they are taken over, not read, and of them
   * only the folder of their layer needs to be there.
   */
  kept?: readonly Dataset[];
  /** Where results are kept from run to run: `.mesh/cache` of the workspace unless given. */
  cache?: string;
}

/**
 * Reads everything that a workspace's files say; touches no table and no source data. Problems are in `issues`, all
 * of them; a broken domain is there as far as it could be read, and hides no other. Nothing is thrown.
 */
export function loadWorkspace(options: WorkspaceOptions): Workspace {
  const root = resolve(options.root);
  const issues: Issue[] = [];
  const globalDocument = loadJson(join(root, GLOBAL));
  const { properties, findings } = readGlobalProperties(globalDocument);
  issues.push(...findings.inOrder());
  const { connections, issues: connectionIssues } = workspaceConnections(root);
  issues.push(...connectionIssues);
  const folders = findDomains(root, issues);
  const cache = options.cache ?? join(root, '.mesh', 'cache');
  const contracts = new ContractReader(cache);
  const products = new ProductReader(cache);
  const context = {
    properties,
    commands: CommandTable.of(options.connectors),
    domains: new Set(folders),
    connections: new Set(connections.map(({ name }) => name)),
    contracts,
    products,
    kept: options.kept ?? [],
    unread: new Set<string>(),
    issues,
  };
  const domains = folders.map((name) => readDomain(context, root, name));
  contracts.save();
  products.save();
  issues.push(
    ...exportIssues(
      domains.flatMap(({ datasets }) => datasets),
      properties.lake,
      options.connectors,
    ),
  );
  issues.push(...portIssues(domains, context.unread), ...referenceIssues(domains));
  return { root, properties, connections, domains, issues };
}

function workspaceConnections(root: string) {
  const file = join(root, CONNECTIONS);
  if (!existsSync(file)) return { connections: [], issues: [] };
  const document = loadConfidentialJson(file);
  const { connections, findings } = readConnections(document);
  return { connections, issues: [...findings.inOrder()] };
}
