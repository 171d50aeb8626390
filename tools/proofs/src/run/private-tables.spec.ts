import { Scratch, outcome } from './scratch';

const CSV = {
  type: 'IngestCSV',
  name: 'lines',
  file_location: 'data/*.csv',
  schema: { id: 'BIGINT' },
  additional_attributes: { header: 'true' },
};
const PIPELINE = 'domains/sales/raw/orders/pipeline.json';

function jobs(mode: string, threshold: number): string {
  return JSON.stringify([
    { execution: [CSV], destination: [{ type: 'DestinationDefaultCatalog', table_name: 'staged', mode }] },
    {
      execution: [
        { type: 'TransformSQL', sql: 'SELECT id FROM staged' },
        { type: 'Validations', sql: 'SELECT * FROM input WHERE id < 0', fail_threshold: threshold },
      ],
    },
  ]);
}

describe('a private table of a file of several jobs', () => {
  let scratch: Scratch;
  beforeEach(async () => {
    scratch = new Scratch({ [PIPELINE]: jobs('append', 0), 'domains/sales/raw/orders/data/1.csv': 'id\n1\n' });
    await scratch.run();
  });
  afterEach(() => scratch.dispose());

  it('is a reason to run while the last job has not read its last version', async () => {
    scratch.write('domains/sales/raw/orders/data/2.csv', 'id\n-2\n');
    expect(outcome(await scratch.run(), 'sales.raw.orders')).toMatch(/^failed/);
    expect((await scratch.plan()).join()).toMatch(/^sales.raw.orders run: /);
    expect(outcome(await scratch.run(), 'sales.raw.orders')).toMatch(/^failed/);
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1']);
  });

  it('is none where the last job has read it', async () => {
    expect((await scratch.plan()).join()).toBe('sales.raw.orders skip: unchanged');
  });

  it('is written once under mode ignore', async () => {
    scratch.write(PIPELINE, jobs('ignore', 0));
    scratch.write('domains/sales/raw/orders/data/2.csv', 'id\n2\n');
    expect(outcome(await scratch.run(), 'sales.raw.orders')).toMatch(/^committed/);
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1']);
    expect((await scratch.plan()).join()).toBe('sales.raw.orders skip: unchanged');
  });
});
