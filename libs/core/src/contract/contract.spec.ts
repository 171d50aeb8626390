import { parseYaml } from '../config/read/yaml-document';
import { contractSchema } from '../model/contract';
import { readContract } from './read/contract';

const HEAD = `apiVersion: v3.2.0
kind: DataContract
id: urn:orders
version: 1.2.0
status: active
`;

function read(schema: string, head = HEAD) {
  const text = `${head}${schema}`;
  const { contract, findings } = readContract(parseYaml('/w/contract.odcs.yaml', text), 'shop.gold.orders');
  const issues = findings.inOrder().map(({ severity, message, hint, position }) => ({
    severity,
    message,
    hint: hint ?? '',
    line: text.split('\n')[(position?.line ?? 0) - 1] ?? '',
    at: `${position?.line}:${position?.column}`,
    pointer: position?.pointer,
  }));
  return { contract, issues };
}

/** A contract whose object has these columns. */
function columns(text: string): string {
  return `schema:\n  - name: orders\n    properties:\n${text.replace(/^/gm, '      ')}\n`;
}

function quality(text: string): string {
  return `schema:\n  - name: orders\n    properties: [{ name: id, logicalType: integer }]\n    quality:\n${text.replace(/^/gm, '      ')}\n`;
}

test('a fault beside accepted values, which must differ, is explained', () => {
  const { issues } = read(columns('- { name: state, logicalType: text, enum: [{ value: open }, { value: closed }] }'));
  expect(issues).toMatchObject([{ pointer: '/schema/0/properties/0/logicalType' }]);
});

test('a good contract is read, with positions and defaults', () => {
  const { contract, issues } = read(`${columns(`- name: id
  logicalType: integer
  physicalType: BIGINT
  primaryKey: true
  primaryKeyPosition: 1
  required: true
- name: state
  logicalType: string
  enum: [{ value: open }, { value: closed }]
  logicalTypeOptions: { pattern: '^[a-z]+$', maxLength: 9 }
  quality:
    - { metric: nullValues, mustBeLessOrEqualTo: 1, unit: percent, severity: warning }
- name: customer
  logicalType: integer
  relationships: [{ to: shop.gold.customers.id }]
- name: lines
  logicalType: array
  items: { logicalType: object, properties: [{ name: sku, logicalType: string }, { name: price, physicalType: 'DECIMAL(9,2)' }] }
`)}
slaProperties: [{ property: latency, value: 4, unit: h, element: 'orders.id, orders.state' }]
team: { name: T, members: [{ username: a@b.test, role: owner }] }
`);
  expect(issues).toEqual([]);
  if (!contract) throw new Error('there is no contract');
  expect(contract).toMatchObject({
    id: 'urn:orders',
    version: '1.2.0',
    dataset: 'shop.gold.orders',
    lifecycle: { stage: 'active' },
    slaProperties: [{ property: 'latency', value: 4, element: ['orders.id', 'orders.state'] }],
    team: { members: [{ username: 'a@b.test', role: 'owner' }] },
  });
  const [id, state, customer, lines] = contractSchema(contract)?.properties ?? [];
  expect(id).toMatchObject({
    type: 'long',
    primaryKeyPosition: 1,
    required: true,
    unique: false,
    position: { line: 9, column: 9 },
  });
  expect(state).toMatchObject({
    type: 'string',
    enum: [{ value: 'open' }, { value: 'closed' }],
    options: { pattern: '^[a-z]+$', maxLength: 9 },
    quality: [
      {
        type: 'library',
        metric: 'nullValues',
        unit: 'percent',
        severity: 'warn',
        column: 'state',
        comparison: { operator: 'mustBeLessOrEqualTo', value: 1 },
      },
    ],
  });
  expect(customer?.relationships).toMatchObject([
    { from: ['customer'], to: [{ object: 'shop.gold.customers', column: 'id' }] },
  ]);
  expect(lines?.type).toMatchObject({
    type: 'array',
    elementType: {
      type: 'struct',
      fields: [
        { name: 'sku', type: 'string' },
        { name: 'price', type: 'decimal(9,2)' },
      ],
    },
  });
});

test('what 3.0 spells differently is read as in 3.2', () => {
  const { contract, issues } = read(
    `${columns(`- name: id
  logicalType: integer
  logicalTypeOptions: { minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false }
  quality: [{ rule: duplicateCount, mustBe: 0 }]`)}team: [{ username: a@b.test }]\n`,
    HEAD.replace('v3.2.0', 'v3.0.2'),
  );
  expect(issues).toEqual([]);
  const [id] = contract?.schema[0]?.properties ?? [];
  expect(id?.options).toEqual({ exclusiveMinimum: 0, maximum: 9 });
  expect(id?.quality).toMatchObject([{ metric: 'duplicateValues', comparison: { operator: 'mustBe', value: 0 } }]);
  expect(contract?.team.members).toHaveLength(1);
});

test.each<[fault: string, text: string, message: RegExp, line: RegExp, hint?: RegExp]>([
  [
    'a misspelled key',
    columns('- name: a\n  logicaltype: string'),
    /the key "logicaltype" is unknown/,
    /logicaltype/,
    /Did you mean "logicalType"/,
  ],
  [
    'an unknown logical type',
    columns('- name: a\n  logicalType: strng'),
    /must be one of/,
    /strng/,
    /Did you mean "string"/,
  ],
  [
    'fields of a text',
    columns('- name: a\n  logicalType: string\n  properties: []'),
    /"properties" does not belong here/,
    /properties: \[\]/,
  ],
  [
    'an unknown physical type',
    columns('- name: a\n  physicalType: BIGNT'),
    /"BIGNT" is no type/,
    /BIGNT/,
    /Did you mean "bigint"/,
  ],
  [
    'types that do not fit',
    columns('- name: a\n  logicalType: string\n  physicalType: BIGINT'),
    /string does not fit the physical type BIGINT/,
    /logicalType: string/,
  ],
  ['another object', 'schema: [{ name: order }]\n', /no object called "orders"/, /name: order /, /Is "order" meant/],
  ['no object', '', /no object called "orders"/, /apiVersion/],
  ['a column twice', columns('- name: a\n- name: A'), /the column "A" differs from "a" only by case/, /- name: A/],
  ['an object twice', 'schema: [{ name: orders }, { name: orders }]\n', /"orders" stands here twice/, /schema/],
  [
    'an accepted value of another type',
    columns('- name: a\n  logicalType: integer\n  enum:\n    - value: 1\n    - value: x'),
    /the accepted value "x" is no whole number/,
    /value: x/,
  ],
  [
    'an accepted value twice',
    columns('- name: a\n  logicalType: integer\n  enum:\n    - { value: 1 }\n    - { value: 1, label: x }'),
    /the value 1 stands here twice/,
    /label: x/,
  ],
  [
    'a minimum above the maximum',
    columns('- name: a\n  logicalType: number\n  logicalTypeOptions:\n    minimum: 3\n    maximum: 2'),
    /"minimum" 3 and "maximum" 2 leave no value/,
    /minimum: 3/,
  ],
  [
    'lengths',
    columns('- name: a\n  logicalType: string\n  logicalTypeOptions:\n    minLength: 3\n    maxLength: 2'),
    /leave no value/,
    /minLength/,
  ],
  [
    'exclusive bounds that meet',
    columns('- name: a\n  logicalType: number\n  logicalTypeOptions: { minimum: 2, exclusiveMaximum: 2 }'),
    /leave no value/,
    /minimum: 2/,
  ],
  [
    'a bound that is no date',
    columns("- name: a\n  logicalType: date\n  logicalTypeOptions: { minimum: '2024-02-30' }"),
    /"minimum" is no date/,
    /2024-02-30/,
  ],
  [
    'a pattern that RE2 has not',
    columns("- name: a\n  logicalType: string\n  logicalTypeOptions: { pattern: '(?=a)b' }"),
    /looking ahead/,
    /pattern/,
  ],
  [
    'a place in the key twice',
    columns(
      '- { name: a, primaryKey: true, primaryKeyPosition: 1 }\n- { name: b, primaryKey: true, primaryKeyPosition: 1 }',
    ),
    /the same place/,
    /name: b/,
  ],
  [
    'a field that must be there and is not',
    columns('- name: a\n  logicalType: object\n  logicalTypeOptions: { required: [x] }\n  properties: [{ name: y }]'),
    /no field "x"/,
    /required: \[x\]/,
  ],
  [
    'a key of a column that is not there',
    'schema:\n  - name: orders\n    properties: [{ name: a }]\n    relationships:\n      - { from: orders.b, to: orders.a }\n',
    /has no column "b"/,
    /from: orders.b/,
  ],
  [
    'keys of unequal length',
    'schema:\n  - name: orders\n    properties: [{ name: a }]\n    relationships:\n      - { from: [orders.a], to: [orders.a, orders.a] }\n',
    /1 column\(s\) and refers to 2/,
    /from/,
  ],
  [
    'two operators',
    quality('- { metric: rowCount, mustBe: 1, mustNotBe: 2 }'),
    /form that is not understood/,
    /metric/,
    /exactly one of mustBe/,
  ],
  ['a range upside down', quality('- { metric: rowCount, mustBeBetween: [5, 1] }'), /begins at 5/, /mustBeBetween/],
  ['a count that is text', quality('- { metric: rowCount, mustBe: x }'), /must be a number/, /mustBe: x/],
  [
    'a percentage of all rows',
    quality('- { metric: rowCount, mustBe: 1, unit: percent }'),
    /a percentage of them says nothing/,
    /rowCount/,
  ],
  [
    'a percentage above 100',
    quality('- { type: sql, query: SELECT 1, mustBeLessThan: 101, unit: percent }'),
    /between 0 and 100/,
    /101/,
  ],
  ['a metric that needs a column', quality('- { metric: nullValues, mustBe: 0 }'), /needs a column/, /nullValues/],
  [
    'a metric without arguments',
    columns('- name: a\n  quality: [{ metric: invalidValues, mustBe: 0 }]'),
    /needs "validValues" or a "pattern"/,
    /invalidValues/,
  ],
  [
    'an unknown column of a rule',
    quality('- { metric: duplicateValues, mustBe: 0, arguments: { properties: [ids] } }'),
    /names the column "ids"/,
    /ids/,
    /Did you mean "id"/,
  ],
  [
    'an unknown placeholder',
    quality("- { type: sql, query: 'SELECT count(*) FROM ${tabel}', mustBe: 0 }"),
    /unknown placeholder \$\{tabel\}/,
    /tabel/,
  ],
  [
    'an unknown severity',
    quality('- { metric: rowCount, mustBe: 1, severity: eror }'),
    /the severity "eror" is unknown/,
    /eror/,
    /Did you mean "error"/,
  ],
  [
    'a sunset before the start',
    `${columns('- name: a')}slaProperties:\n  - { property: generalAvailability, value: '2026-05-01' }\n  - { property: endOfLife, value: '2026-04-01' }\n`,
    /the sunset 2026-04-01 is not after the start 2026-05-01/,
    /endOfLife/,
  ],
  [
    'a sunset that is no date',
    `${columns('- name: a')}customProperties:\n  - { property: sunset, value: soon }\n`,
    /^"sunset" must be a date such as 2026-12-31; found "soon"$/,
    /soon/,
  ],
  [
    'a member who left before coming',
    `${columns('- name: a')}team: { members: [{ username: u, dateIn: '2024-02-01', dateOut: '2024-01-01' }] }\n`,
    /is before/,
    /dateOut/,
  ],
])('%s is found', (_, text, message, line, hint = /^/) => {
  const { issues } = read(text);
  expect(issues).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(message) as string,
      line: expect.stringMatching(line) as string,
      hint: expect.stringMatching(hint) as string,
    }),
  ]);
});

test.each<[string, RegExp]>([
  [HEAD.replace('1.2.0', '1.2.x'), /is no version/],
  [HEAD.replace('active', 'actve'), /Did you mean|status "actve" is unknown/],
  [HEAD.replace('active', 'deprecated'), /needs a sunset date/],
  [HEAD.replace('v3.2.0', 'v2.2.2'), /version v2\.2\.2 of the standard is not read/],
  [HEAD.replace('v3.2.0', 'v3.2.1'), /must be one of/],
  [`${HEAD}domain: store\n`, /the domain is called "store"/],
  [HEAD.replace('kind: DataContract\n', ''), /"kind" is missing/],
])('the head is checked: %#', (head, message) => {
  expect(read(columns('- name: a'), head).issues).toEqual([
    expect.objectContaining({ message: expect.stringMatching(message) as string }),
  ]);
});

test.each([
  [
    'customProperties: [{ property: sunset, value: yesterday }]',
    '"sunset" must be a date such as 2026-12-31; found "yesterday"',
  ],
  ['slaProperties: [{ property: endOfLife, value: 2026-13-01 }]', '"endOfLife" must be a date such as 2026-12-31'],
])('of what is deprecated, one unreadable sunset is one finding: %s', (line, message) => {
  const { issues } = read(`${columns('- name: a')}${line}\n`, HEAD.replace('active', 'deprecated'));
  expect(issues.map(({ message }) => message)).toEqual([message]);
});

test('all findings come at once, in the order of the text', () => {
  const { issues } = read(
    columns('- name: a\n  physicalType: X1\n- name: b\n  physicalType: X2'),
    HEAD.replace('1.2.0', 'x'),
  );
  expect(issues.map(({ at, pointer }) => [at, pointer])).toEqual([
    ['4:10', '/version'],
    ['10:23', '/schema/0/properties/0/physicalType'],
    ['12:23', '/schema/0/properties/1/physicalType'],
  ]);
});
