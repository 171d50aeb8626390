import { parseYaml } from '../config/read/yaml-document';
import { field } from '../model/schema';
import { columnIssues, contractColumns } from './columns';
import { readContract } from './read/contract';

function contractOf(properties: string, more = '') {
  const text = `apiVersion: v3.2.0\nkind: DataContract\nid: i\nversion: 1.0.0\nschema:\n  - name: orders\n    ${more}\n    properties:\n${properties.replace(/^/gm, '      ')}\n`;
  const { contract, findings } = readContract(parseYaml('/w/contract.odcs.yaml', text), 'shop.gold.orders');
  if (!contract || findings.issues.length > 0) throw new Error(JSON.stringify(findings.issues));
  return contract;
}

const COLUMNS =
  '- { name: id, physicalType: BIGINT }\n- { name: label, logicalType: string }\n- { name: amount, logicalType: number }';
const GOOD = [field('id', 'long'), field('label', 'string'), field('amount', 'decimal(10,2)')];

test('columns that fit; logical types allow every width', () => {
  expect(columnIssues(contractOf(COLUMNS), GOOD, undefined)).toEqual([]);
  expect(contractColumns(contractOf(COLUMNS), GOOD)).toEqual(GOOD);
});

test('without a bound schema the contract gives the columns', () => {
  expect(contractColumns(contractOf(COLUMNS), undefined)).toEqual([
    field('id', 'long'),
    field('label', 'string'),
    field('amount', 'double'),
  ]);
  expect(contractColumns(contractOf('- { name: id }'), undefined)).toBeUndefined();
});

test.each([
  ['a missing column', GOOD.slice(0, 2), /declares the column `amount`, and the dataset does not give it/],
  [
    'another type',
    [field('id', 'integer'), ...GOOD.slice(1)],
    /declares `id` as BIGINT, and the dataset gives integer/,
  ],
  [
    'another kind',
    [...GOOD.slice(0, 2), field('amount', 'string')],
    /declares `amount` as number, and the dataset gives string/,
  ],
  [
    'an extra column',
    [...GOOD, field('more', 'date')],
    /gives the column `more`, and the contract does not declare it/,
  ],
  [
    'a renamed column',
    [field('ids', 'long'), ...GOOD.slice(1)],
    /declares the column `id`, and the dataset does not give it/,
  ],
])('%s is one finding', (_, bound, message) => {
  const issues = columnIssues(contractOf(COLUMNS), bound, undefined);
  expect(issues).toEqual([
    expect.objectContaining({
      code: 'CONTRACT_COLUMNS',
      message: expect.stringMatching(message) as string,
      address: 'shop.gold.orders',
    }),
  ]);
  expect(issues[0]?.position?.line).toBeGreaterThan(5);
});

test('extra columns are allowed where the contract says so', () => {
  const open = contractOf(COLUMNS, 'customProperties: [{ property: additionalColumns, value: true }]');
  const bound = [...GOOD, field('more', 'date')];
  expect(columnIssues(open, bound, undefined)).toEqual([]);
  expect(contractColumns(open, bound)).toEqual(bound);
});

test('nested types are compared part by part', () => {
  const nested = contractOf(
    '- { name: lines, logicalType: array, items: { logicalType: object, properties: [{ name: sku, logicalType: string }] } }',
  );
  const lines = (type: string) => [
    field('lines', {
      type: 'array',
      elementType: { type: 'struct', fields: [field('sku', type)] },
      containsNull: true,
    }),
  ];
  expect(columnIssues(nested, lines('string'), undefined)).toEqual([]);
  expect(columnIssues(nested, lines('long'), undefined)).toHaveLength(1);
});
