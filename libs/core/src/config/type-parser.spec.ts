import { formatType } from '../model/schema';
import { parseFields, parseType } from './type-parser';

test.each([
  ['BIGINT', 'long'],
  ['integer', 'integer'],
  ['VARCHAR(20)', 'string'],
  ['DECIMAL(10,2)', 'decimal(10,2)'],
  ['numeric(5)', 'decimal(5,0)'],
  ['HUGEINT', 'decimal(38,0)'],
  ['UINTEGER', 'long'],
  ['TIMESTAMP', 'timestamp_ntz'],
  ['TIMESTAMPTZ', 'timestamp'],
  ['timestamp with time zone', 'timestamp'],
  ['TIMESTAMP WITHOUT TIME ZONE', 'timestamp_ntz'],
  ['double precision', 'double'],
  ['INTEGER[]', 'array<integer>'],
  ['INTEGER[3][]', 'array<array<integer>>'],
  ['array<struct<a:int,`b c`: string>>', 'array<struct<a:integer,b c:string>>'],
  ['STRUCT(a INT, "b" VARCHAR[])', 'struct<a:integer,b:array<string>>'],
  ['MAP(VARCHAR, DOUBLE)', 'map<string,double>'],
  ['map<string,array<int>>', 'map<string,array<integer>>'],
])('%s is %s', (text, expected) => {
  const parsed = parseType(text);
  expect('type' in parsed ? formatType(parsed.type) : parsed).toBe(expected);
});

test.each([
  ['BIGNT', /"BIGNT" is unknown/],
  ['', /a type name is missing/],
  ['DECIMAL', /needs its digits/],
  ['DECIMAL(39,1)', /1 to 38 digits/],
  ['DECIMAL(3,4)', /1 to 38/],
  ['INTERVAL', /no INTERVAL/],
  ['INT NOT', /is too much/],
  ['array<int', />" is missing/],
  ['struct<a:int,A:int>', /twice/],
  ['BIGINT(3)', /no such numbers/],
  ['a; DROP', /not understood/],
  ['array<'.repeat(40), /levels/],
])('%s is refused', (text, expected) => {
  const parsed = parseType(text);
  expect('problem' in parsed && parsed.problem).toMatch(expected);
});

test('a near type is suggested, a column list is read', () => {
  expect(parseType('BIGNT')).toMatchObject({ hint: 'Did you mean "bigint"?' });
  expect(parseFields("id BIGINT COMMENT 'key', `full name` STRING, d DECIMAL(4,1)")).toMatchObject({
    fields: [
      { name: 'id', type: 'long' },
      { name: 'full name', type: 'string' },
      { name: 'd', type: 'decimal(4,1)' },
    ],
  });
  expect(parseFields('id BIGINT NOT NULL')).toMatchObject({ problem: expect.stringContaining('NOT NULL') as string });
});
