import fc from 'fast-check';
import { parseExact, stringifyExact } from './exact-json';

describe('exact JSON', () => {
  it('keeps long integers, also beside strings and fractions that look like them', () => {
    const text =
      '{"a":9007199254740993,"b":"9007199254740993","c":1.2345678901234567,"d":[-12345678901234567890],"e":"\\"1234567890123456789"}';
    const value = parseExact(text);
    expect(value).toMatchObject({ a: 9007199254740993n, b: '9007199254740993', d: [-12345678901234567890n] });
    expect(stringifyExact(value)).toBe(text);
  });

  it('reads and writes any JSON as JSON does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const plain: unknown = JSON.parse(text);
        expect(JSON.parse(stringifyExact(parseExact(text)))).toEqual(JSON.parse(JSON.stringify(plain)));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
