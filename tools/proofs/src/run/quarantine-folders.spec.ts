import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Scratch, outcome, pipeline } from './scratch';

const FOLDER = 'domains/sales/raw/orders';
const INGEST = {
  type: 'IngestCSV',
  file_location: 'data/*.csv',
  schema: { id: 'BIGINT' },
  additional_attributes: { header: 'true' },
};

describe('folders of the quarantine', () => {
  it('are there only for runs that refused rows', async () => {
    const scratch = new Scratch({
      [`${FOLDER}/pipeline.json`]: pipeline([INGEST]),
      [`${FOLDER}/data/1.csv`]: 'id\n1\n',
    });
    const folders = (): string[] => readdirSync(join(scratch.root, 'lake/sales/raw/orders/_quarantine'));
    await scratch.run();
    expect(folders()).toEqual([]);
    scratch.write(`${FOLDER}/data/2.csv`, 'id\nx\n');
    const { run, ...result } = await scratch.run();
    expect(outcome({ run, ...result }, 'sales.raw.orders')).toBe('committed 2|1|1|0');
    expect(folders()).toEqual([run]);
    await scratch.dispose();
  });
});
