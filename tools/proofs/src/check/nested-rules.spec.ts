import { quarantineList } from '@mu-mesh/cli';
import { validate } from '@mu-mesh/core';
import { Scratch, outcome, pipeline } from '../run/scratch';
import { contractFile, type Keys } from './contract-file';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';

function mesh(values: string, v: Keys, contract: Keys = {}, file = 'contract.odcs.yaml'): Scratch {
  const select = `SELECT * FROM (VALUES ${values}) t(id, v)`;
  return new Scratch({
    [`${FOLDER}/pipeline.json`]: pipeline([{ type: 'TransformSQL', name: 'made', query: select }]),
    [`${FOLDER}/${file}`]: contractFile(
      'orders',
      [
        { name: 'id', logicalType: 'integer' },
        { name: 'v', ...v },
      ],
      {},
      contract,
    ),
  });
}

/** Without the names of the rules in front. */
async function reasons(scratch: Scratch): Promise<string[]> {
  const { rows } = await scratch.withContext({}, (context) => quarantineList(context, ORDERS));
  return rows.flatMap((row) => row.reasons.map((reason) => reason.replace(/^[^:]+: /, ''))).sort();
}

async function warnings(scratch: Scratch): Promise<string[]> {
  const { issues } = await scratch.withContext({}, (context) => validate(context, { selectors: [], filesOnly: true }));
  return issues.map(
    ({ severity, position, message, hint }) =>
      `${severity} ${position?.file.slice(scratch.root.length + 1 + FOLDER.length + 1)}${position?.pointer ?? ''}: ${message} (${hint ?? ''})`,
  );
}

let scratch: Scratch;
afterEach(() => scratch.dispose());

describe('a rule about what a column holds', () => {
  const number = (options: Keys): Keys => ({ logicalType: 'integer', logicalTypeOptions: options });
  it.each<[string, string, Keys, string[]]>([
    [
      'items',
      '(1, [1, 2]), (2, [1, -1]), (3, NULL), (4, [])',
      { logicalType: 'array', items: number({ minimum: 0 }) },
      ['v[] is not at least 0'],
    ],
    [
      'a missing item',
      "(1, ['a']), (2, ['a', NULL])",
      { logicalType: 'array', items: { logicalType: 'string', required: true } },
      ['v[] is missing'],
    ],
    [
      'accepted items',
      "(1, ['a', 'b']), (2, ['c']), (3, [NULL])",
      { logicalType: 'array', items: { logicalType: 'string', enum: [{ value: 'a' }, { value: 'b' }] } },
      ['v[] is none of "a", "b"'],
    ],
    [
      'fields of items',
      "(1, [{'n': 1, 's': 'x'}]), (2, [{'n': 1, 's': 'x'}, {'n': -1, 's': NULL}]), (3, [NULL])",
      {
        logicalType: 'array',
        items: {
          logicalType: 'object',
          properties: [
            { name: 'n', ...number({ minimum: 0 }) },
            { name: 's', logicalType: 'string', required: true },
          ],
        },
      },
      ['v[].n is not at least 0', 'v[].s is missing'],
    ],
    [
      'arrays of arrays',
      '(1, [[1], [2, 3]]), (2, [[1], [2, 30]])',
      { logicalType: 'array', items: { logicalType: 'array', items: number({ maximum: 9 }) } },
      ['v[][] is not at most 9'],
    ],
    [
      'an array in an object',
      "(1, {'tags': ['ab']}), (2, {'tags': ['a']}), (3, NULL)",
      {
        logicalType: 'object',
        properties: [
          {
            name: 'tags',
            logicalType: 'array',
            items: { logicalType: 'string', logicalTypeOptions: { minLength: 2 } },
          },
        ],
      },
      ['v.tags[] has less than 2 characters'],
    ],
    [
      'keys and values of a map',
      "(1, MAP {'a': 1}), (2, MAP {'': 1}), (3, MAP {'a': -1})",
      {
        logicalType: 'map',
        map: { key: { logicalType: 'string', logicalTypeOptions: { minLength: 1 } }, value: number({ minimum: 0 }) },
      },
      ['v[key] has less than 1 characters', 'v[value] is not at least 0'],
    ],
    [
      'fields that an object must have',
      "(1, {'c': 'a', 'd': NULL}), (2, {'c': NULL, 'd': 'b'}), (3, NULL)",
      {
        logicalType: 'object',
        logicalTypeOptions: { required: ['c'] },
        properties: [
          { name: 'c', logicalType: 'string' },
          { name: 'd', logicalType: 'string' },
        ],
      },
      ['v.c is missing'],
    ],
  ])('%s', async (_, values, v, expected) => {
    scratch = mesh(values, v);
    expect(await warnings(scratch)).toEqual([]);
    const total = values.split(/\), \(\d/).length;
    const broken = values.includes('MAP') ? 2 : 1;
    expect(outcome(await scratch.run(), ORDERS)).toBe(`committed 0|${total - broken}|${broken}|0`);
    expect(await reasons(scratch)).toEqual(expected);
  });

  it.each([
    ['email', "'a.b+c@d.example', 'x@localhost'", "'a@', 'a b@c.d', '@c', 'a@b..c'"],
    ['uuid', "'123e4567-e89b-12d3-a456-426614174000'", "'123e4567e89b12d3a456426614174000', 'x'"],
    ['uri', "'https://a.example/b?c', 'urn:x:y'", "'a.example', 'http://a b'"],
    ['hostname', "'a.example', 'localhost'", "'-a', 'a..b', 'a_b'"],
    ['ipv4', "'127.0.0.1', '255.255.255.255'", "'256.1.1.1', '1.2.3', '01.2.3.4'"],
  ])('the format %s', async (format, good, bad) => {
    const values = [...good.split(', '), ...bad.split(', ')].map((value, index) => `(${index}, ${value})`);
    scratch = mesh(values.join(', '), { logicalType: 'string', logicalTypeOptions: { format } });
    const refused = bad.split(', ').length;
    expect(await warnings(scratch)).toEqual([]);
    expect(outcome(await scratch.run(), ORDERS)).toBe(`committed 0|${values.length - refused}|${refused}|0`);
    expect(await reasons(scratch)).toEqual(Array(refused).fill(`v has not the format ${format}`));
  });
});

describe('what is not checked is said by validate, at its place', () => {
  const at = (path: string): string => `warning contract.odcs.yaml/schema/0/properties/1${path}: `;
  it.each<[string, Keys, string]>([
    [
      'a format that is not known',
      { logicalType: 'string', logicalTypeOptions: { format: 'ipv6' } },
      `${at('/logicalTypeOptions/format')}the format "ipv6" is not checked (Checked: email, uuid, uri, hostname, ipv4; or give a pattern.)`,
    ],
    [
      'a format of dates as text',
      { logicalType: 'date', physicalType: 'VARCHAR', logicalTypeOptions: { format: 'dd.MM.yyyy' } },
      'the format "dd.MM.yyyy" of a date that is a text is not checked',
    ],
    [
      'unique items of an array',
      { logicalType: 'array', items: { logicalType: 'string', unique: true } },
      `${at('/items/unique')}that values inside of an array or a map are unique is not checked`,
    ],
    [
      'a quality rule of a field inside of an array',
      {
        logicalType: 'array',
        items: {
          logicalType: 'object',
          properties: [{ name: 'a', logicalType: 'string', quality: [{ metric: 'nullValues', mustBe: 0 }] }],
        },
      },
      `${at('/items/properties/0/quality/0')}a quality rule inside of an array or a map is not checked`,
    ],
    [
      'the key of a field',
      {
        logicalType: 'object',
        properties: [{ name: 'a', logicalType: 'integer', relationships: [{ to: 'orders.id' }] }],
      },
      'where the key of a field leads is not checked',
    ],
  ])('%s', async (_, v, expected) => {
    scratch = mesh("(1, 'a')", v);
    expect((await warnings(scratch)).filter((line) => line.startsWith('warning'))).toEqual([
      expect.stringContaining(expected),
    ]);
  });

  it.each<[Keys, string]>([
    [
      { property: 'freshness', value: 2, unit: 'd', element: 'orders.at' },
      'the freshness is not checked: the table has no column "orders.at"',
    ],
    [
      { property: 'latency', value: 2, unit: 'moons', element: 'orders.v' },
      'the latency is not checked: its unit "moons" is unknown',
    ],
    [
      { property: 'latency', value: 'soon', unit: 'd', element: 'v' },
      'the latency is not checked: its value is no number',
    ],
  ])('%j', async (sla, expected) => {
    scratch = mesh("(1, DATE '2026-01-01')", { logicalType: 'date' }, { slaProperties: [sla] });
    expect(await warnings(scratch)).toEqual([expect.stringContaining(`/slaProperties/0: ${expected}`)]);
  });
});

it('service levels and rules that nothing checks are listed with the results', async () => {
  scratch = mesh(
    "(1, DATE '2026-01-01')",
    { logicalType: 'date', quality: [{ name: 'theirs', type: 'custom', engine: 'soda', implementation: 'x' }] },
    {
      slaProperties: [
        { property: 'retention', value: 10, unit: 'y' },
        { property: 'latency', value: 3, unit: 'd' },
        { property: 'freshness', value: 9999, unit: 'y', element: 'orders.v' },
        { property: 'endOfLife', value: '2999-01-01' },
      ],
    },
  );
  expect(await warnings(scratch)).toEqual([]);
  await scratch.run();
  const head = await scratch.withTable(ORDERS, (table) => table.head());
  expect(head?.state?.head.checks?.map(({ name, kind, status, expected }) => [name, kind, status, expected])).toEqual([
    ['schema', 'schema', 'passed', 'exactly the declared columns and types'],
    ['freshness v', 'freshness', 'passed', 'at most 9999 y old'],
    ['theirs', 'custom', 'unchecked', 'it is a rule of soda'],
    ['retention', 'sla', 'unchecked', 'rows do not tell; "freshness" and "latency" are checked'],
    ['latency', 'sla', 'unchecked', 'it has no "element", the column to measure it by, such as v'],
  ]);
});

it.each(['contract.odcs.yml', 'contract.yaml', 'orders.odcs.yaml', 'Contract.ODCS.yaml', 'contract.odcs.json'])(
  '%s beside a job is told of, with the fix',
  async (name) => {
    scratch = mesh("(1, 'a')", { logicalType: 'string' }, {}, name);
    expect(await warnings(scratch)).toEqual([
      `warning ${name}: ${name} is not read as the contract of ${ORDERS} (Rename it to contract.odcs.yaml.)`,
    ]);
    scratch.write(
      `${FOLDER}/contract.odcs.yaml`,
      contractFile('orders', [
        { name: 'id', logicalType: 'integer' },
        { name: 'v', logicalType: 'string' },
      ]),
    );
    expect(await warnings(scratch)).toEqual([
      expect.stringContaining('(Only contract.odcs.yaml is; move it elsewhere.)'),
    ]);
  },
);
