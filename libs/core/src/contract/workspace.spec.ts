import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { registry } from '../config/testing/registry';
import { temporaryFolder, writeFiles } from '../config/testing/temporary-folder';
import { loadWorkspace } from '../config/workspace';
import { publishedDatasets } from './ports';
import { sunsetIssues } from './sunset';

const root = temporaryFolder();
const JOB = '{ "execution": [{ "type": "TransformSQL", "sql": "SELECT 1 AS id" }] }';

const product = (name: string, more = ''): string =>
  `apiVersion: v1.1.0\nkind: DataProduct\nid: ${name}\nteam: { members: [{ username: "@acme/${name}", role: owner }] }\n${more}`;
const contract = (name: string, more = '', columns = '{ name: id, logicalType: integer }'): string =>
  `apiVersion: v3.2.0\nkind: DataContract\nid: c-${name}\nversion: 1.2.0\nstatus: active\n${more}schema:\n  - name: ${name}\n    properties:\n      - ${columns}\n`;

interface Parts {
  output?: string;
  input?: string;
  contract?: string | undefined;
  more?: Record<string, string>;
}

let number = 0;
function load({
  output = 'name: orders, version: 1.2.0, contractId: c-orders',
  input = 'name: shop.gold.orders, version: ^1.0.0',
  more = {},
  ...parts
}: Parts) {
  const folder = join(root, `w${(number += 1)}`);
  mkdirSync(folder);
  const text = 'contract' in parts ? parts.contract : contract('orders');
  writeFiles(folder, {
    'global-properties.json': '{}',
    'domains/shop/data-product.odps.yaml': product('shop', `outputPorts:\n  - { ${output} }\n`),
    'domains/shop/gold/orders/pipeline.json': JOB,
    'domains/shop/gold/hidden/pipeline.json': JOB,
    ...(text !== undefined && { 'domains/shop/gold/orders/contract.odcs.yaml': text }),
    'domains/desk/data-product.odps.yaml': product('desk', `inputPorts:\n  - { ${input} }\n`),
    'domains/desk/gold/report/pipeline.json': JOB,
    ...more,
  });
  const workspace = loadWorkspace({ root: folder, connectors: registry });
  return { workspace, issues: workspace.issues.map(shown(folder)) };
}

const shown =
  (folder: string) =>
  ({ code, severity, message, position }: ReturnType<typeof loadWorkspace>['issues'][number]) =>
    `${severity} ${code} ${position?.file.slice(folder.length + 1)}:${position?.line}:${position?.column} ${message}`;

test('ports, contracts and ranges that fit', () => {
  const { workspace, issues } = load({});
  expect(issues).toEqual([]);
  expect(publishedDatasets(workspace.domains).get('shop.gold.orders')).toMatchObject({
    version: '1.2.0',
    contractId: 'c-orders',
    lifecycle: { stage: 'active' },
  });
});

test('of a contract that cannot be read, only that is said', () => {
  const broken = `${contract('orders')}: [`;
  const { issues } = load({ contract: broken });
  expect(issues.length).toBeGreaterThan(0);
  for (const issue of issues)
    expect(issue).toMatch(/^error CONFIG_SYNTAX domains\/shop\/gold\/orders\/contract.odcs.yaml/);
});

test('a dataset that ends names the one that follows', () => {
  const { workspace } = load({
    output:
      'name: orders, version: 1.2.0, contractId: c-orders, deprecated: true }\n  - { name: orders_v2, version: 2.0.0 }\n  - { name: orders_v3, version: 3.0.0',
    contract: contract('orders', 'customProperties: [{ property: sunset, value: "2026-12-31" }]\n'),
    more: {
      'domains/shop/gold/orders_v2/pipeline.json': JOB,
      'domains/shop/gold/orders_v3/pipeline.json': JOB,
    },
  });
  const hints = (): (string | undefined)[] =>
    sunsetIssues(workspace.domains, new Date('2026-11-23')).map(({ hint }) => hint);
  expect(hints()).toEqual([
    'Take it away once nobody reads it.',
    'Read the version that follows: shop.gold.orders_v2.',
  ]);
});

test('where a product and its ports stand is given in words that are known', () => {
  const { issues } = load({
    output:
      'name: orders, version: 1.2.0, contractId: c-orders, customProperties: [{ property: lifecycle, value: Deprecatd }, { property: sunset, value: soon }]',
    more: {
      'domains/desk/data-product.odps.yaml': product(
        'desk',
        'customProperties:\n  - { property: lifecycle, value: beta }\n  - { property: life_cycle, value: active }\n',
      ),
    },
  });
  expect(issues).toEqual([
    `error CONFIG_INVALID ${DESK}:6:35 "lifecycle" must be one of experimental, active, deprecated, retired; found "beta"`,
    `warning CONFIG_INVALID ${DESK}:7:17 the property "life_cycle" says nothing`,
    `error CONFIG_INVALID ${SHOP}:6:108 "lifecycle" must be one of experimental, active, deprecated, retired; found "Deprecatd"`,
    `error CONFIG_INVALID ${SHOP}:6:148 "sunset" must be a date such as 2026-12-31; found "soon"`,
  ]);
});

test('without contracts nothing changes', () => {
  expect(load({ contract: undefined, output: 'name: orders, version: 1.0.0' }).issues).toEqual([]);
});

const SHOP = 'domains/shop/data-product.odps.yaml';
const DESK = 'domains/desk/data-product.odps.yaml';
test.each<[fault: string, parts: Parts, issue: string]>([
  [
    'a port of another version',
    { output: 'name: orders, version: 1.1.0, contractId: c-orders' },
    `error CONTRACT_VERSION ${SHOP}:6:30 the output port "orders" has version 1.1.0, its contract 1.2.0`,
  ],
  [
    'a port of another contract',
    { output: 'name: orders, version: 1.2.0, contractId: c' },
    `error CONFIG_INVALID ${SHOP}:6:49 the output port "orders" names the contract "c", that of shop.gold.orders is "c-orders"`,
  ],
  [
    'a port without its contract',
    { output: 'name: orders, version: 1.2.0' },
    `error CONFIG_INVALID ${SHOP}:6:5 the output port "orders" does not name its contract`,
  ],
  [
    'a range that does not admit the version',
    { input: 'name: shop.gold.orders, version: ^2.0.0' },
    `error CONTRACT_VERSION ${DESK}:6:40 desk takes shop.gold.orders in versions ^2.0.0, published is 1.2.0`,
  ],
  [
    'an input port of another contract',
    { input: 'name: shop.gold.orders, version: ^1.0.0, contractId: x' },
    `error CONFIG_INVALID ${DESK}:6:60 the input port names the contract "x", that of shop.gold.orders is "c-orders"`,
  ],
  [
    'an input port that is not there',
    { input: 'name: shop.gold.ordrs, version: ^1.0.0' },
    `error REFERENCE_UNKNOWN ${DESK}:6:13 the input port "shop.gold.ordrs" is no dataset of this workspace`,
  ],
  [
    'an input port that is not published',
    { input: 'name: shop.gold.hidden, version: ^1.0.0' },
    `error REFERENCE_PRIVATE ${DESK}:6:13 shop.gold.hidden is not published: shop lists its output ports, and it is none of them`,
  ],
  [
    'a retired dataset',
    { contract: contract('orders').replace('status: active', 'status: retired') },
    `error SUNSET ${DESK}:6:13 shop.gold.orders is retired`,
  ],
  [
    'the same id twice',
    { more: { 'domains/desk/gold/report/contract.odcs.yaml': contract('report').replace('c-report', 'c-orders') } },
    'error CONFIG_INVALID domains/shop/gold/orders/contract.odcs.yaml:1:1 desk.gold.report and shop.gold.orders have contracts with the same id "c-orders"',
  ],
  [
    'a key to nowhere',
    { contract: contract('orders', '', '{ name: id, relationships: [{ to: customers.id }] }') },
    'error REFERENCE_UNKNOWN domains/shop/gold/orders/contract.odcs.yaml:9:37 the key refers to "customers.id", which is not there',
  ],
  [
    'a key to a column that is not there',
    { contract: contract('orders', '', '{ name: id, relationships: [{ to: orders.ident }] }') },
    'error REFERENCE_UNKNOWN domains/shop/gold/orders/contract.odcs.yaml:9:37 the key refers to "orders.ident", and "orders" has no column "ident"',
  ],
  [
    'a key to what is not published',
    {
      more: {
        'domains/desk/gold/report/contract.odcs.yaml': contract(
          'report',
          '',
          '{ name: id, relationships: [{ to: shop.gold.hidden.id }] }',
        ),
      },
    },
    'error REFERENCE_PRIVATE domains/desk/gold/report/contract.odcs.yaml:9:37 the key refers to shop.gold.hidden, which shop does not publish',
  ],
])('%s is found', (_, parts, issue) => {
  expect(load(parts).issues).toEqual([issue]);
});

test('keys to datasets of the domain, to other domains and to files', () => {
  const keys =
    '[{ to: shop.gold.orders.id }, { to: "../../../shop/gold/orders/contract.odcs.yaml#schema/orders/properties/id" }, { to: "desk.gold.report.id" }]';
  const report = contract('report', '', `{ name: id, relationships: ${keys} }`);
  expect(load({ more: { 'domains/desk/gold/report/contract.odcs.yaml': report } }).issues).toEqual([]);
});

test('a sunset warns up to its day and fails after it, at the producer and at the consumers', () => {
  const sunset = 'customProperties: [{ property: sunset, value: "2026-12-31" }]\n';
  const { workspace, issues } = load({
    contract: contract('orders', sunset).replace('status: active', 'status: deprecated'),
  });
  expect(issues).toEqual([]);
  const at = (day: string) => sunsetIssues(workspace.domains, new Date(`${day}T12:00:00Z`)).map(shown(workspace.root));
  const CONTRACT = 'domains/shop/gold/orders/contract.odcs.yaml:6:20';
  expect(at('2026-12-31')).toEqual([
    `warning SUNSET ${CONTRACT} shop.gold.orders is deprecated; its sunset is 2026-12-31`,
    `warning SUNSET ${DESK}:6:13 shop.gold.orders is deprecated; its sunset is 2026-12-31, and desk takes it`,
  ]);
  expect(at('2027-01-01')).toEqual([
    `error SUNSET ${CONTRACT} the sunset of shop.gold.orders was 2026-12-31`,
    `error SUNSET ${DESK}:6:13 the sunset of shop.gold.orders was 2026-12-31, and desk takes it`,
  ]);
});

test('a port can be deprecated by itself', () => {
  const output =
    'name: orders, version: 1.2.0, contractId: c-orders, deprecated: true, customProperties: [{ property: sunset, value: "2026-11-30" }]';
  const { workspace } = load({ output });
  expect(sunsetIssues(workspace.domains, new Date('2026-11-23')).map(({ severity }) => severity)).toEqual([
    'warning',
    'warning',
  ]);
});

test.each([
  [
    'a port',
    {
      output: 'name: orders, version: 1.2.0, contractId: c-orders, deprecated: true',
    },
    `${SHOP}:6:5`,
  ],
  [
    'a product',
    {
      more: {
        [SHOP]: product(
          'shop',
          'status: deprecated\noutputPorts:\n  - { name: orders, version: 1.2.0, contractId: c-orders }\n',
        ),
      },
    },
    `${SHOP}:5:9`,
  ],
])('of %s that is deprecated without a date, the owner and the consumers hear', (_what, parts: Parts, place) => {
  const { workspace, issues } = load(parts);
  expect(issues).toEqual([]);
  const found = sunsetIssues(workspace.domains, new Date('2026-11-23'));
  expect(found.map(shown(workspace.root))).toEqual([
    `warning SUNSET ${place} shop.gold.orders is deprecated; there is no sunset date yet`,
    `warning SUNSET ${DESK}:6:13 shop.gold.orders is deprecated; there is no sunset date yet, and desk takes it`,
  ]);
  expect(found[0]?.hint).toBe('Set it: the custom property "sunset" with a date such as 2026-12-31.');
});

test('of a contract that is deprecated without a date, an error says so; consumers are warned', () => {
  const { workspace, issues } = load({ contract: contract('orders').replace('status: active', 'status: deprecated') });
  expect(issues).toEqual([expect.stringMatching(/^error CONFIG_INVALID .* what is deprecated needs a sunset date$/)]);
  expect(sunsetIssues(workspace.domains, new Date('2026-11-23')).map(shown(workspace.root))).toEqual([
    `warning SUNSET ${DESK}:6:13 shop.gold.orders is deprecated; there is no sunset date yet, and desk takes it`,
  ]);
});

test('a port that is deprecated without a date ends at the sunset of its contract', () => {
  const { workspace } = load({
    output: 'name: orders, version: 1.2.0, contractId: c-orders, deprecated: true',
    contract: contract('orders', 'customProperties: [{ property: sunset, value: "2026-12-31" }]\n'),
  });
  expect(sunsetIssues(workspace.domains, new Date('2026-11-23')).map(shown(workspace.root))).toEqual([
    'warning SUNSET domains/shop/gold/orders/contract.odcs.yaml:6:20 shop.gold.orders is deprecated; its sunset is 2026-12-31',
    `warning SUNSET ${DESK}:6:13 shop.gold.orders is deprecated; its sunset is 2026-12-31, and desk takes it`,
  ]);
});
