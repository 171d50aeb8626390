import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from '@mu-mesh/core';
import { mesh } from '../mesh-cli';
import { Scratch, outcome, pipeline } from './scratch';

const INGEST = { type: 'IngestCSV', file_location: 'data/*.csv', additional_attributes: { header: 'true' } };

describe('a table that cannot be read', () => {
  let scratch: Scratch;
  beforeEach(async () => {
    scratch = new Scratch({
      'domains/sales/raw/orders/pipeline.json': pipeline([{ type: 'TransformSQL', sql: 'SELECT 1 AS id' }]),
      'domains/finance/raw/broken/pipeline.json': pipeline([INGEST]),
      'domains/finance/raw/broken/data/1.csv': 'id\n1\n',
    });
    await scratch.run();
    scratch.write(
      'domains/sales/raw/orders/pipeline.json',
      pipeline([{ type: 'TransformSQL', sql: 'SELECT 2 AS id' }]),
    );
    writeFileSync(join(scratch.root, 'lake/finance/raw/broken/_delta_log/00000000000000000000.json'), '{"broken');
  });
  afterEach(() => scratch.dispose());

  it('is one warning to those that do not read it', async () => {
    const result = await scratch.run(['sales']);
    expect(outcome(result, 'sales.raw.orders')).toBe('committed 0|1|0|0');
    expect(result.issues.map(({ message }) => message)).toEqual([
      '1 error outside of this selection (finance.raw.broken)',
    ]);
  });

  it('is an error of its dataset alone', async () => {
    const { datasets } = await scratch.withContext({}, (context) =>
      validate(context, { selectors: [], filesOnly: false }),
    );
    expect(datasets.map(({ address, ok }) => `${address} ${ok}`)).toEqual([
      'finance.raw.broken false',
      'sales.raw.orders true',
    ]);
    expect((await mesh(scratch.root, ['run', 'finance'])).exit).not.toBe(0);
  });
});
