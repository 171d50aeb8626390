import { gzipSync } from 'node:zlib';

import { encode } from 'iconv-lite';

import { AB } from '../testing/csv-case';
import { LINE_CASES } from '../testing/csv-line-cases';
import { VALUE_CASES } from '../testing/csv-value-cases';
import { Harness } from '../testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

describe('CSV options', () => {
  test.each([...VALUE_CASES, ...LINE_CASES].map((c, index) => [c.name, c, index] as const))(
    '%s',
    async (_name, c, index) => {
      const files = c.files.map((content, n) => harness.write(`case-${index}-${n}.csv`, content));
      const read = await harness.csv(files, c.options, c.source);
      if (c.columns) expect(read.columns).toEqual(c.columns);
      expect(read.rows).toEqual(c.rows);
      expect(read.bad.map(({ line }) => line)).toEqual((c.bad ?? []).map(([line]) => line));
      read.bad.forEach(({ reasons }, n) => {
        const wanted = c.bad?.[n]?.[1];
        if (wanted instanceof RegExp) expect(reasons.join('|')).toMatch(wanted);
        else expect(reasons.join('|')).toBe(wanted);
      });
      expect(read.in).toBe(read.out + read.quarantined + read.dropped);
      expect(read.out).toBe(c.rows.length);
    },
  );

  test('gzip by its extension', async () => {
    const file = harness.write('zipped.csv.gz', gzipSync('a,b\n1,x\n1.5,y\nno,z\n'));
    const read = await harness.csv([file], {}, AB);
    expect(read.rows).toEqual([['1', 'x']]);
    expect(read.bad.map(({ line, row }) => [line, row])).toEqual([
      [3, '1.5,y'],
      [4, 'no,z'],
    ]);
  });

  test('encodings differ from file to file', async () => {
    const one = harness.write('one.csv', 'a,b\n1,é\n');
    const two = harness.write('two.csv', encode('a,b\n2,é\nno,ü\n', 'latin1'));
    const read = await harness.csv([one, { path: two, encoding: 'ISO-8859-1' }], {}, AB);
    expect(read.rows).toEqual([
      ['1', 'é'],
      ['2', 'é'],
    ]);
    expect(read.bad.map(({ file, line, row }) => [file, line, row])).toEqual([[two, 3, 'no,ü']]);
  });
});
