import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manyDatasets } from './many';

const LAYERS = ['raw', 'silver', 'gold'] as const;
const CONTRACT = 'contract.odcs.yaml';
const PRODUCT = 'data-product.odps.yaml';

/** `manyDatasets` with a contract for each of them and an output port for each gold one, as the one commit of a git repository. */
export function manyContracts(root: string, datasets: number, domains: number): void {
  manyDatasets(root, datasets, domains);
  writeFileSync(join(root, '.gitignore'), '.mesh/\nlake/\n');
  for (const domain of readdirSync(join(root, 'domains'))) {
    for (const { layer, dataset, folder } of datasetsOf(root, domain))
      writeFileSync(join(folder, CONTRACT), contract(domain, layer, dataset));
    const product = join(root, 'domains', domain, PRODUCT);
    writeFileSync(product, `${readFileSync(product, 'utf8')}outputPorts:\n${ports(root, domain)}`);
  }
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'base');
}

/** Everything as in the commit, and then a change that breaks readers, with a major version, in one gold contract of each domain. */
export function breakContracts(root: string): number {
  restoreContracts(root);
  const domains = readdirSync(join(root, 'domains'));
  for (const domain of domains) {
    const [gold] = datasetsOf(root, domain).filter(({ layer }) => layer === 'gold');
    if (!gold) throw new RangeError(`${domain} has no gold dataset`);
    edit(join(gold.folder, CONTRACT), [
      [/^version: 1\.0\.0$/m, 'version: 2.0.0'],
      [/^ {10}- value: late\n/m, '          - value: late\n          - value: lost\n'],
    ]);
    edit(join(root, 'domains', domain, PRODUCT), [
      [`name: ${gold.dataset}\n    version: 1.0.0`, `name: ${gold.dataset}\n    version: 2.0.0`],
    ]);
  }
  return domains.length;
}

/** Everything as in the commit. */
export function restoreContracts(root: string): void {
  git(root, 'checkout', '-q', '--', '.');
}

function edit(file: string, changes: readonly (readonly [string | RegExp, string])[]): void {
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of changes) {
    const after = text.replace(from, to);
    if (after === text) throw new RangeError(`${file} has no ${String(from)}`);
    text = after;
  }
  writeFileSync(file, text);
}

function datasetsOf(root: string, domain: string) {
  return LAYERS.flatMap((layer) => {
    const folder = join(root, 'domains', domain, layer);
    return readdirSync(folder).map((dataset) => ({ layer, dataset, folder: join(folder, dataset) }));
  });
}

function ports(root: string, domain: string): string {
  return datasetsOf(root, domain)
    .filter(({ layer }) => layer === 'gold')
    .map(({ dataset }) => `  - name: ${dataset}\n    version: 1.0.0\n    contractId: ${id(domain, 'gold', dataset)}\n`)
    .join('');
}

function id(domain: string, layer: string, dataset: string): string {
  return `urn:mu-mesh:${domain}:${layer}:${dataset}`;
}

function git(root: string, ...parameters: string[]): void {
  const author = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...author, ...parameters], { cwd: root, stdio: 'pipe' });
}

/** What a team would write: every column with a type and a description, rules, service levels, who to ask. */
function contract(domain: string, layer: string, dataset: string): string {
  return `apiVersion: v3.2.0
kind: DataContract
id: ${id(domain, layer, dataset)}
name: ${dataset}
version: 1.0.0
status: active
domain: ${domain}
tags: [orders, ${layer}]
description:
  purpose: >-
    The last state of each row, with what else is known of its customer, for whoever counts what was sold,
    by region and day.
  usage: Join it on id; amounts are in euros.
  limitations: Rows older than 2020 are left out.
schema:
  - name: ${dataset}
    logicalType: object
    physicalType: table
    description: One row for each order.
    properties:
      - name: id
        logicalType: integer
        physicalType: BIGINT
        required: true
        description: The number of the order, as the shop gave it.
      - name: happened_on
        logicalType: date
        physicalType: DATE
        description: The day on which the order was placed, in UTC.
      - name: customer_id
        logicalType: string
        physicalType: VARCHAR
        classification: confidential
        description: Who placed the order.
        logicalTypeOptions:
          minLength: 1
          maxLength: 40
      - name: region
        logicalType: string
        physicalType: VARCHAR
        description: The region of the customer, or "unknown".
      - name: amount
        logicalType: number
        physicalType: DECIMAL(12,2)
        description: What was paid, in euros.
        logicalTypeOptions:
          minimum: 0
        quality:
          - id: amount_known
            metric: nullValues
            mustBeLessThan: 5
            unit: percent
            severity: warning
      - name: status
        logicalType: string
        physicalType: VARCHAR
        description: How far the order has come.
        enum:
          - value: open
          - value: late
          - value: large
          - value: other
    quality:
      - id: some_rows
        metric: rowCount
        mustBeGreaterThan: 0
        severity: error
slaProperties:
  - property: latency
    value: 1
    unit: d
    element: ${dataset}.happened_on
team:
  name: ${domain}
  members:
    - username: ${domain}@example.com
      name: Owner of ${domain}
      role: owner
support:
  - channel: ${domain}-help
    url: "https://example.com/${domain}"
`;
}
