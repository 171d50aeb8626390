import { gzipSync } from 'node:zlib';

import { field, type DataType } from '@mu-mesh/core';

import { Harness } from '../testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

/** What a column of the type holds of each text that stands in the file as a value, in the order of the file. */
async function values(type: DataType, texts: readonly string[], multiLine = false) {
  const objects = texts.map((text, index) => `{"n":${index},"v":${text}}`);
  const content = multiLine ? `[${objects.join(',\n')}]` : objects.join('\n');
  const read = await harness.read({
    kind: 'scan',
    format: 'json',
    options: { multiLine },
    files: [{ path: harness.write('numbers.json', content) }],
    badRows: 'QUARANTINE',
    schema: [field('n', 'long'), field('v', type)],
  });
  const rows = read.rows.sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
  return { rows, bad: read.bad.map(({ reasons }) => reasons[0]) };
}

const MONEY: readonly [text: string, value: string][] = [
  ['9007199254740993.01', '9007199254740993.01'],
  ['12345678901234567890.12', '12345678901234567890.12'],
  ['-1000000000000000.01', '-1000000000000000.01'],
  ['99999999999999999999999.99', '99999999999999999999999.99'],
  ['12345678901234567890123e-2', '123456789012345678901.23'],
  ['123456789012345678901234567890123456', '123456789012345678901234567890123456.00'],
  ['1.5', '1.50'],
  ['1e3', '1000.00'],
  ['"9007199254740993.01"', '9007199254740993.01'],
];

describe('digits of JSON numbers', () => {
  const texts = MONEY.map(([text]) => text);
  const exact = MONEY.map(([, value]) => value);

  test.each([false, true])('DECIMAL(38,2) has them all, multiLine %s', async (multiLine) => {
    expect(await values('decimal(38,2)', texts, multiLine)).toEqual({ rows: exact, bad: [] });
  });

  test('lines that are read apart have them too', async () => {
    const torn = await values('decimal(38,2)', [...texts, '\n1']);
    expect(torn.rows).toEqual(exact);
    expect(torn.bad).toHaveLength(2);
  });

  test.each([false, true])('of small fractions too, multiLine %s', async (multiLine) => {
    const small = ['0.10000000000000000555', '0.30000000000000001', '123456789.12345678901234567890', '2'];
    expect((await values('decimal(38,20)', small, multiLine)).rows).toEqual([
      '0.10000000000000000555',
      '0.30000000000000001000',
      '123456789.12345678901234567890',
      '2.00000000000000000000',
    ]);
  });

  test('BIGINT and DECIMAL(38,0) are exact to their last number', async () => {
    const long = ['9223372036854775807', '-9223372036854775808', '9223372036854775808', '9007199254740993.0'];
    expect(await values('long', long)).toMatchObject({
      rows: long.slice(0, 2),
      bad: [expect.any(String), expect.any(String)],
    });
    const huge = ['99999999999999999999999999999999999999', '18446744073709551615', '-9223372036854775809'];
    expect((await values('decimal(38,0)', huge)).rows).toEqual(huge);
  });

  test.each([false, true])('STRING has the text of a long number, multiLine %s', async (multiLine) => {
    const long = ['123456789012345678901234567890.5', '12345678901234567890.12', '99999999999999999999999.99', '1.5'];
    expect((await values('string', long, multiLine)).rows).toEqual(long);
    const strings = ['"a 12345678901234567.123 \\" b"', '"2024-01-31T10:00:00.123456"', '"é"'];
    expect((await values('string', [...strings, ...long], multiLine)).rows).toEqual([
      'a 12345678901234567.123 " b',
      '2024-01-31T10:00:00.123456',
      'é',
      ...long,
    ]);
  });

  test('a line does not tell a number from the short one that is the same double, a document does', async () => {
    expect((await values('string', ['0.10000000000000001'])).rows).toEqual(['0.1']);
    expect((await values('string', ['0.10000000000000001'], true)).rows).toEqual(['0.10000000000000001']);
    expect((await values('string', ['"0.10000000000000001"'])).rows).toEqual(['0.10000000000000001']);
    expect((await values('decimal(38,20)', ['0.10000000000000001'])).rows).toEqual(['0.10000000000000001000']);
  });

  test.each([false, true])('nested values have them, multiLine %s', async (multiLine) => {
    const list: DataType = { type: 'array', elementType: 'decimal(38,2)', containsNull: true };
    expect((await values(list, ['[9007199254740990.01, 1.5]', '[1]'], multiLine)).rows).toEqual([
      '[9007199254740990.01, 1.50]',
      '[1.00]',
    ]);
    const words: DataType = { type: 'struct', fields: [field('q', 'string')] };
    const objects = ['{"q":12345678901234567890.12}', '{"q":99999999999999999999999.99}', '{"q":"x"}'];
    expect((await values(words, objects, multiLine)).rows).toEqual([
      "{'q': 12345678901234567890.12}",
      "{'q': 99999999999999999999999.99}",
      "{'q': x}",
    ]);
    expect((await values('string', objects, multiLine)).rows).toEqual([
      '{"q":"12345678901234567890.12"}',
      '{"q":"99999999999999999999999.99"}',
      '{"q":"x"}',
    ]);
  });

  test('a bad row keeps the line as it stands', async () => {
    const file = harness.write('bad.json', '{"a":"x","d":9007199254740993.01}\n');
    const schema = { a: 'long', d: 'decimal(38,2)', _bad: 'string' };
    const read = await harness.json([file], {}, { schema, mode: 'PERMISSIVE', corrupt: '_bad' });
    expect(read.rows).toEqual([[null, '9007199254740993.01', '{"a":"x","d":9007199254740993.01}']]);
  });

  test('a packed document is read', async () => {
    const file = harness.write('packed.json.gz', gzipSync('[{"d":9007199254740993.01}]'));
    const read = await harness.json([file], { multiLine: true }, { schema: { d: 'decimal(38,2)' } });
    expect(read.rows).toEqual([['9007199254740993.01']]);
  });
});
