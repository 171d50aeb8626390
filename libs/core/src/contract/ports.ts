import { formatAddress, parseAddress } from '../model/address';
import type { Contract, Lifecycle } from '../model/contract';
import type { Dataset, Domain, InputPort, OutputPort } from '../model/job';
import type { Issue, Position } from '../model/issue';
import type { Code } from '../errors';
import { didYouMean, quoted } from '../config/suggestion';
import { readNext } from './next-version';

/** What a domain publishes under an address. */
export interface Published {
  domain: Domain;
  dataset: Dataset;
  port?: OutputPort;
  contract?: Contract;
  /** The contract's version, repeated by the port; undefined where neither says it. */
  version?: string;
  contractId?: string;
  lifecycle: Lifecycle;
}

/** Every dataset that other domains can read, by address: the gold ones, and only those of the output ports if there are any. */
export function publishedDatasets(domains: readonly Domain[]): Map<string, Published> {
  const published = new Map<string, Published>();
  for (const domain of domains) {
    for (const dataset of domain.datasets) {
      const port = domain.outputPorts.find(({ name }) => name === dataset.address.dataset);
      if (dataset.address.layer !== 'gold' || (domain.outputPorts.length > 0 && !port)) continue;
      const { contract } = dataset;
      const version = contract?.version ?? port?.version;
      const contractId = contract?.id ?? port?.contractId;
      published.set(dataset.id, {
        domain,
        dataset,
        ...(port && { port }),
        ...(contract && { contract }),
        ...(version !== undefined && { version }),
        ...(contractId !== undefined && { contractId }),
        lifecycle: lifecycleOf(domain, port, contract),
      });
    }
  }
  return published;
}

/** The one that says more than `active`, nearest first: port, contract, product; its sunset, or the nearest that one has. */
function lifecycleOf(domain: Domain, port: OutputPort | undefined, contract: Contract | undefined): Lifecycle {
  const all = [port?.lifecycle, contract?.lifecycle, domain.lifecycle].flatMap((one) => (one ? [one] : []));
  const said = all.find(({ stage }) => stage !== 'active') ?? all[0] ?? { stage: 'active' };
  const dated = all.find(({ sunset }) => sunset !== undefined);
  return said.sunset === undefined && dated ? { ...dated, stage: said.stage } : said;
}

/**
 * Ports against contracts: same id and version, published, admitted by the range. That a dataset has no contract is not
 * said of those that are `unread`: ids of datasets whose contract is there and is wrong.
 */
export function portIssues(domains: readonly Domain[], unread: ReadonlySet<string> = new Set()): Issue[] {
  const published = publishedDatasets(domains);
  return [
    ...sameIds(domains),
    ...[...published.values()].flatMap((one) => outputIssues(one, unread)),
    ...domains.flatMap((domain) => domain.inputPorts.flatMap((port) => inputIssues(domain, port, domains, published))),
  ];
}

function sameIds(domains: readonly Domain[]): Issue[] {
  const owners = new Map<string, Contract>();
  const issues: Issue[] = [];
  for (const { contract } of domains.flatMap(({ datasets }) => datasets)) {
    if (!contract) continue;
    const other = owners.get(contract.id);
    if (other) {
      const message = `${other.dataset} and ${contract.dataset} have contracts with the same id ${quoted(contract.id)}`;
      issues.push(
        issue('CONFIG_INVALID', contract.position, message, 'Give one of them an id of its own.', contract.dataset),
      );
    }
    owners.set(contract.id, other ?? contract);
  }
  return issues;
}

function outputIssues({ dataset, port, contract }: Published, unread: ReadonlySet<string>): Issue[] {
  if (!port) return [];
  const at = (key: string) => port.positions?.[key];
  if (!contract) {
    if (port.contractId === undefined || unread.has(dataset.id)) return [];
    const message = `the output port ${quoted(port.name)} names the contract ${quoted(port.contractId)}, and ${dataset.id} has none`;
    return [issue('REFERENCE_UNKNOWN', at('contractId'), message, `Write it: mesh contract init ${dataset.id}`)];
  }
  const issues: Issue[] = [];
  if (port.contractId === undefined) {
    const message = `the output port ${quoted(port.name)} does not name its contract`;
    issues.push(issue('CONFIG_INVALID', at(''), message, `Write contractId: ${contract.id}`));
  } else if (port.contractId !== contract.id) {
    const message = `the output port ${quoted(port.name)} names the contract ${quoted(port.contractId)}, that of ${dataset.id} is ${quoted(contract.id)}`;
    issues.push(issue('CONFIG_INVALID', at('contractId'), message, `Write contractId: ${contract.id}`));
  }
  if (port.version !== contract.version) {
    const message = `the output port ${quoted(port.name)} has version ${port.version}, its contract ${contract.version}`;
    issues.push(issue('CONTRACT_VERSION', at('version'), message, `Write version: ${contract.version}`));
  }
  return issues;
}

function inputIssues(
  domain: Domain,
  port: InputPort,
  domains: readonly Domain[],
  published: Map<string, Published>,
): Issue[] {
  const address = parseAddress(port.name);
  if (!address || address.domain === domain.name || address.layer !== 'gold') return [];
  const at = (key: string) => port.positions?.[key];
  const found = published.get(port.name);
  if (!found) {
    const exists = domains.some(({ datasets }) => datasets.some(({ id }) => id === formatAddress(address)));
    const message = exists
      ? `${port.name} is not published: ${address.domain} lists its output ports, and it is none of them`
      : `the input port ${quoted(port.name)} is no dataset of this workspace`;
    const hint =
      didYouMean(port.name, published.keys()) ??
      (exists
        ? `Ask the owner of ${address.domain} to add an output port.`
        : `Published: ${[...published.keys()].join(', ')}.`);
    return [issue(exists ? 'REFERENCE_PRIVATE' : 'REFERENCE_UNKNOWN', at('name'), message, hint)];
  }
  const issues: Issue[] = [];
  const { version, contractId, lifecycle } = found;
  if (version !== undefined && !admits(port.version, version)) {
    const message = `${domain.name} takes ${port.name} in versions ${port.version}, published is ${version}`;
    issues.push(
      issue(
        'CONTRACT_VERSION',
        at('version'),
        message,
        `Check what changed, then widen the range: ${port.version} || ^${version}`,
      ),
    );
  }
  if (port.contractId !== undefined && port.contractId !== contractId) {
    const message = `the input port names the contract ${quoted(port.contractId)}, that of ${port.name} is ${contractId === undefined ? 'not known' : quoted(contractId)}`;
    issues.push(
      issue(
        'CONFIG_INVALID',
        at('contractId'),
        message,
        contractId === undefined ? 'Leave contractId out.' : `Write contractId: ${contractId}`,
      ),
    );
  }
  if (lifecycle.stage === 'retired') {
    issues.push(issue('SUNSET', at('name'), `${port.name} is retired`, readNext(port.name, published.keys())));
  }
  return issues;
}

function admits(range: string, version: string): boolean {
  const valid = require('semver/functions/valid') as typeof import('semver/functions/valid');
  const validRange = require('semver/ranges/valid') as typeof import('semver/ranges/valid');
  if (validRange(range) === null || valid(version) === null) return true;
  const satisfies = require('semver/functions/satisfies') as typeof import('semver/functions/satisfies');
  return satisfies(version, range);
}

function issue(code: Code, position: Position | undefined, message: string, hint?: string, address?: string): Issue {
  return {
    code,
    severity: 'error',
    message,
    ...(hint !== undefined && { hint }),
    ...(position && { position }),
    ...(address !== undefined && { address }),
  };
}
