import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Scratch, outcome, pipeline, ingestOrders } from './scratch';

const INGEST = ingestOrders();
const STEPS = [
  INGEST,
  { type: 'TransformSQL', name: 'doubled', sql: 'SELECT id, amount * 2 AS amount FROM lines' },
  { type: 'Validations', query: 'SELECT * FROM input WHERE amount > 1000', fail_threshold: 0 },
  { type: 'Data_filter', name: 'positive', query: 'SELECT * FROM input WHERE amount < 0' },
  { type: 'Validations', query: 'SELECT * FROM input WHERE amount < 0', fail_threshold: 0 },
  { type: 'TransformSQL', name: 'sums', sql: 'SELECT sum(amount) AS amount, count(*) AS n FROM positive' },
];

/** Parquet files of the table's folder, live or not. */
function files(scratch: Scratch): string[] {
  return readdirSync(join(scratch.root, 'lake/sales/raw/orders')).filter((name) => name.endsWith('.parquet'));
}

describe('a run leaves nothing behind but its version', () => {
  it('where steps were computed on the way', async () => {
    const scratch = new Scratch({
      'domains/sales/raw/orders/pipeline.json': pipeline(STEPS),
      'domains/sales/raw/orders/data/1.csv': 'id,amount\n1,10\n2,-20\n3,5\n',
    });
    expect(outcome(await scratch.run(), 'sales.raw.orders')).toBe('committed 3|1|1|0');
    expect(await scratch.rows('sales.raw.orders')).toEqual(['30|2']);
    const live = await scratch.withTable('sales.raw.orders', async (table) => (await table.scan()).files.length);
    expect(files(scratch)).toHaveLength(live);
    await scratch.dispose();
  });

  it('where a check fails', async () => {
    const scratch = new Scratch({
      'domains/sales/raw/orders/pipeline.json': pipeline(STEPS),
      'domains/sales/raw/orders/data/1.csv': 'id,amount\n1,1000\n',
    });
    expect(outcome(await scratch.run(), 'sales.raw.orders')).toMatch(/^failed/);
    expect(files(scratch)).toEqual([]);
    await scratch.dispose();
  });
});
