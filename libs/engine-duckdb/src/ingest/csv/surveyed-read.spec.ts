import fc from 'fast-check';

import { BothReads } from '../testing/both-reads';
import { ODD_SCHEMA, oddCsv } from '../testing/odd-csv';

const reads = new BothReads();
afterAll(() => reads.close());

const numRuns = process.env['MU_MESH_FULL'] ? 500 : 40;

describe('files surveyed before they are read', () => {
  test.each([
    ['lines', ',', '"', false],
    ['records with line breaks', ',', '"', true],
    ['fields behind spaces', ' ', '"', false],
    ['nothing in quotes', ';', '', false],
  ])(
    'are told as the reader tells them, to the letter: %s',
    async (_name, sep, quote, multiLine) => {
      let told = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(oddCsv(sep, multiLine), { minLength: 1, maxLength: 3 }), async (files) => {
          const { surveyed, rejecting } = await reads.read(files, ODD_SCHEMA, { sep, quote, multiLine });
          if (surveyed === undefined || surveyed === 'quotes') return;
          told += 1;
          expect(surveyed).toEqual(rejecting);
        }),
        { numRuns },
      );
      expect(told).toBeGreaterThan(numRuns / 4);
    },
    numRuns * 600,
  );
});
