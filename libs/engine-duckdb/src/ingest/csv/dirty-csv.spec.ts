import fc from 'fast-check';

import { dirtyCsv } from '../testing/dirty-csv';
import { Harness } from '../testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

const SCHEMA = { a: 'long', b: 'string', c: 'double', d: 'date' };
const numRuns = process.env['MU_MESH_FULL'] ? 2000 : 100;
let files = 0;

describe('dirty CSV files that know their truth', () => {
  test.each([false, true])(
    'in = out + quarantined, and the planted lines are the refused ones (multiLine %s)',
    async (multiLine) => {
      await fc.assert(
        fc.asyncProperty(fc.array(dirtyCsv(multiLine), { minLength: 1, maxLength: 3 }), async (sources) => {
          const paths = sources.map(({ bytes }) => harness.write(`dirty-${++files}.csv`, bytes));
          const read = await harness.csv(paths, { multiLine }, { schema: SCHEMA });
          const planted = sources.flatMap(({ badLines }, index) => badLines.map((line) => `${paths[index]}:${line}`));
          expect(read.bad.map(({ file, line }) => `${file}:${line}`).sort()).toEqual(planted.sort());
          expect(read.bad.every(({ reasons }) => reasons.length > 0)).toBe(true);
          expect(new Set(read.bad.map(({ id }) => id)).size).toBe(planted.length);
          expect(read.in).toBe(sources.reduce((sum, { rows }) => sum + rows, 0));
          expect(read.in).toBe(read.out + read.quarantined);
        }),
        { numRuns },
      );
    },
    numRuns * 600,
  );
});
