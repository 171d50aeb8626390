import { Harness } from '../testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

const rows = (first: string, last: string): string =>
  `id,v\n${Array.from({ length: 3000 }, (_, n) => `${n},${first}`).join('\n')}\n9,${last}\n`;

describe('inferSchema gives the types of all rows, not of the first', () => {
  test.each([
    ['whole numbers, then a fraction', '1', '1.5', 'double', '1.5'],
    ['whole numbers, then one with a point', '1', '5.0', 'double', '5.0'],
    ['whole numbers, then an exponent', '1', '1e3', 'double', '1000.0'],
    ['dates, then one with slashes', '2024-01-01', '2024/01/02', 'timestamp_ntz', '2024-01-02 00:00:00'],
    ['whole numbers, then text', '1', 'abc', 'string', 'abc'],
    ['whole numbers, then a huge one', '1', '12345678901234567890', 'decimal(38,0)', '12345678901234567890'],
    ['whole numbers, then one over 2^53', '1', '9007199254740993', 'long', '9007199254740993'],
    ['dates, then a timestamp', '2024-01-01', '2024-01-01 10:00:00', 'timestamp_ntz', '2024-01-01 10:00:00'],
    ['booleans, then a number', 'true', '1', 'string', '1'],
    ['nothing, then numbers', '', '7', 'long', '7'],
    ['nothing, then text', '', 'x', 'string', 'x'],
    ['nothing at all', '', '', 'string', null],
  ])('%s', async (name, first, last, type, value) => {
    const read = await harness.csv([harness.write(`${name.replaceAll(/\W/g, '-')}.csv`, rows(first, last))], {
      inferSchema: true,
    });
    expect(read.columns).toEqual(['id:long', `v:${type}`]);
    expect([read.out, read.quarantined, read.in]).toEqual([3001, 0, 3001]);
    expect(read.rows.at(-1)).toEqual(['9', value]);
  });
});
