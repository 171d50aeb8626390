import { parseYaml } from '../config/read/yaml-document';
import { readContract } from './read/contract';

/** Issues of a contract with these custom properties of its own, and of its table. */
function issuesOf({ own = '', table = '' }: { own?: string; table?: string }) {
  const text = `apiVersion: v3.2.0
kind: DataContract
id: urn:orders
version: 1.2.0
status: active
customProperties: [${own}]
schema:
  - name: orders
    properties: [{ name: id }]
    customProperties: [${table}]
`;
  const { findings } = readContract(parseYaml('/w/contract.odcs.yaml', text), 'shop.gold.orders');
  return findings.inOrder();
}

const stages = '"lifecycle" must be one of experimental, active, deprecated, retired; found';
test.each<[property: string, message: string, hint?: string]>([
  ['lifecycle, value: Draft', `${stages} "Draft"`, 'Did you mean "experimental"?'],
  ['lifecycle, value: Retired', `${stages} "Retired"`, 'Did you mean "retired"?'],
  ['lifecycle, value: old', `${stages} "old"`],
  ['lifecycle, value: [active]', `${stages} ["active"]`],
  ['sunset, value: soon', '"sunset" must be a date such as 2026-12-31; found "soon"'],
  ['sunset, value: 2026-02-30', '"sunset" must be a date such as 2026-12-31; found "2026-02-30"'],
])('of the contract, %s is found', (property, message, hint = '') => {
  const issues = issuesOf({ own: `{ property: ${property} }` });
  expect(issues.map((issue) => [issue.severity, issue.message, issue.hint ?? ''])).toEqual([['error', message, hint]]);
});

test.each<[property: string, message: string, hint?: string]>([
  ['onBrokenRow, value: explode', '"onBrokenRow" must be one of quarantine, fail, warn; found "explode"'],
  [
    'onBrokenRow, value: Fail',
    '"onBrokenRow" must be one of quarantine, fail, warn; found "Fail"',
    'Did you mean "fail"?',
  ],
  ['onStale, value: stop', '"onStale" must be one of warn, fail; found "stop"'],
  [
    'additionalColumns, value: yes',
    '"additionalColumns" must be one of true, false; found "yes"',
    'Write true, without quotes.',
  ],
  [
    'additionalColumns, value: "false"',
    '"additionalColumns" must be one of true, false; found "false"',
    'Write false, without quotes.',
  ],
  ['additionalColumns, value: 1', '"additionalColumns" must be one of true, false; found 1'],
])('of the table, %s is found', (property, message, hint = '') => {
  const issues = issuesOf({ table: `{ property: ${property} }` });
  expect(issues.map((issue) => [issue.severity, issue.message, issue.hint ?? ''])).toEqual([['error', message, hint]]);
});

test.each<[property: string, meant: string]>([
  ['onbrokenrow', 'onBrokenRow'],
  ['on_stale', 'onStale'],
  ['additional-columns', 'additionalColumns'],
  ['onBrokenRows', 'onBrokenRow'],
])('a name that is nearly one of ours is asked for: %s', (property, meant) => {
  expect(issuesOf({ table: `{ property: ${property}, value: fail }` })).toMatchObject([
    { severity: 'warning', message: `the property "${property}" says nothing`, hint: `Did you mean "${meant}"?` },
  ]);
});

test('findings stand at the value, or at the name', () => {
  const places = issuesOf({
    own: '{ property: life_cycle, value: active }',
    table: '{ property: onStale, value: stop }',
  }).map(({ position }) => [position?.line, position?.column, position?.pointer]);
  expect(places).toEqual([
    [6, 32, '/customProperties/0/property'],
    [10, 52, '/schema/0/customProperties/0/value'],
  ]);
});

test('known values are good, and so is every other name', () => {
  const properties = [
    ...['quarantine', 'fail', 'warn'].map((value) => `onBrokenRow, value: ${value}`),
    ...['warn', 'fail'].map((value) => `onStale, value: ${value}`),
    ...['true', 'false'].map((value) => `additionalColumns, value: ${value}`),
    'subset, value: 1',
    'constructor, value: 1',
    'costCentre, value: explode',
  ];
  for (const property of properties) expect(issuesOf({ table: `{ property: ${property} }` })).toEqual([]);
  for (const stage of ['experimental', 'active', 'retired'])
    expect(issuesOf({ own: `{ property: lifecycle, value: ${stage} }` })).toEqual([]);
});
