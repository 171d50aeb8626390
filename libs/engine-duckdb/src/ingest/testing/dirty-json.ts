import fc from 'fast-check';

const text = fc.oneof(
  fc.constantFrom(
    '',
    'x',
    'true',
    '12',
    '-7',
    '1.5',
    '2024-01-31',
    '2024-01-31T10:00:00',
    'no',
    'null',
    '{"a":1}',
    ' 1',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);

/** JSON's own spellings, and some that are near it. */
const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '1.0',
    '1e5',
    '1E400',
    '-0',
    '0.10',
    '9223372036854775807',
    '9223372036854775808',
    '12345678.905',
    '1e-7',
  ),
  fc.constantFrom('01', '+1', '.5', 'NaN', '1.', '0x10', '-'),
);

/** A string with escapes where JSON allows them. */
const string = fc.oneof(
  text.map((value) => JSON.stringify(value)),
  text.map((value) =>
    JSON.stringify(value).replaceAll(/[a-z]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ),
  fc.constantFrom('"\\ud800"', '"\\q"', '"\t"', '"a\\u0000b"', '"\\ud83d\\ude00"'),
);

/** Values that mostly fit the columns of the spec, so that good rows are many. */
const MEMBERS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  id: fc.integer().map(String),
  name: string,
  at: fc.constantFrom('"2024-02-29T23:59:59"', '"2024-01-01"', 'null'),
  amount: fc.constantFrom('12.50', '"3.14"', '0', '-7.005'),
  on: fc.boolean().map(String),
  inner: fc.constantFrom('{"p":1,"q":["x"]}', '{}', '{"q":[]}', '{"p":"1"}', 'null'),
  list: fc.constantFrom('[1,2]', '[]', '[null]', '["3"]'),
};

function members(one: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const key = fc.constantFrom(...Object.keys(MEMBERS), 'ID', 'p', 'q', 'else', 'é');
  const pair = fc.tuple(key, one).map(([name, member]) => `${JSON.stringify(name)}:${member}`);
  return fc.array(pair, { maxLength: 4 }).map((pairs) => `{${pairs.join(',')}}`);
}

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    fc.constantFrom('null', 'true', 'false', 'nul', '{}', '[]'),
    number,
    string,
    fc.array(tie('value'), { maxLength: 3 }).map((values) => `[${values.join(', ')}]`),
    members(tie('value')),
  ),
}));

const fitting = fc.record(MEMBERS, { requiredKeys: [] }).map(
  (row) =>
    `{${Object.entries(row)
      .map(([name, member]) => `"${name}": ${member ?? 'null'}`)
      .join(', ')}}`,
);

const object = fc.oneof({ weight: 3, arbitrary: fitting }, { weight: 2, arbitrary: members(value) });

/** Lines as they are found in the wild: objects, parts of them, other JSON, nothing; none has a line feed. */
export const jsonLine: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: object },
  { weight: 3, arbitrary: fc.tuple(object, fc.nat()).map(([line, at]) => line.slice(0, at % (line.length + 1))) },
  { weight: 1, arbitrary: fc.tuple(object, fc.nat()).map(([line, at]) => line.slice(at % (line.length + 1))) },
  { weight: 1, arbitrary: fc.tuple(object, object).map(([one, two]) => `${one} ${two}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '{"id":',
      '{"name":"x","inner":',
      '[',
      '{"list":[',
      '{',
      '1}',
      '}',
      ']',
      '"',
      '{"id":1},',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', '\t', '\u000b', '\u00a0', '\ufeff', '\u0000', 'null', '1', '{"id":2}\u0000'),
  },
  { weight: 1, arbitrary: value },
);
