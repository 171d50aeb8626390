import { utimesSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Scratch, outcome, pipeline, ingestOrders } from './scratch';

const INGEST = ingestOrders();

function mesh(): Scratch {
  return new Scratch({
    'domains/sales/raw/orders/pipeline.json': pipeline([INGEST]),
    'domains/sales/raw/orders/data/1.csv': 'id,amount\n1,10\n2,20\n',
    'domains/sales/silver/totals/pipeline.json': pipeline([
      { type: 'TransformSQL', sql: 'SELECT sum(amount) AS total FROM sales.raw.orders' },
    ]),
    'domains/sales/gold/report/pipeline.json': pipeline([
      { type: 'TransformSQL', sql: 'SELECT total * 2 AS twice FROM sales.silver.totals' },
    ]),
    'domains/sales/gold/other/pipeline.json': pipeline([
      { type: 'TransformSQL', sql: 'SELECT count(*) AS n FROM sales.raw.orders' },
    ]),
  });
}

describe('an incremental run', () => {
  let scratch: Scratch;
  beforeEach(async () => {
    scratch = mesh();
    await scratch.run();
  });
  afterEach(() => scratch.dispose());

  it('skips everything where nothing changed', async () => {
    const again = await scratch.run();
    expect(again.datasets.map((dataset) => `${dataset.status}: ${dataset.reason}`)).toEqual(
      Array(4).fill('skipped: unchanged'),
    );
  });

  it('rebuilds what reads a changed query, and only that', async () => {
    scratch.write(
      'domains/sales/silver/totals/pipeline.json',
      pipeline([{ type: 'TransformSQL', sql: 'SELECT sum(amount) + 1 AS total FROM sales.raw.orders' }]),
    );
    const again = await scratch.run();
    expect(outcome(again, 'sales.silver.totals')).toMatch(/^committed/);
    expect(outcome(again, 'sales.gold.report')).toMatch(/^committed/);
    expect(outcome(again, 'sales.gold.other')).toMatch(/^skipped/);
    expect(await scratch.rows('sales.gold.report')).toEqual(['62']);
  });

  it('does not mind another time of change with the same content', async () => {
    const file = join(scratch.root, 'domains/sales/raw/orders/data/1.csv');
    utimesSync(file, new Date(0), new Date(0));
    expect((await scratch.plan(['sales.raw'])).join()).toBe('sales.raw.orders skip: unchanged');
  });

  it('says why each dataset runs', async () => {
    scratch.write('domains/sales/raw/orders/data/2.csv', 'id,amount\n3,5\n');
    expect(await scratch.plan()).toEqual([
      'sales.raw.orders run: 1 new file',
      'sales.gold.other run: input sales.raw.orders is rebuilt',
      'sales.silver.totals run: input sales.raw.orders is rebuilt',
      'sales.gold.report run: input sales.silver.totals is rebuilt',
    ]);
    await scratch.run(['sales.raw']);
    expect(await scratch.plan(['sales.silver'])).toEqual(['sales.silver.totals run: input sales.raw.orders 0 → 1']);
  });

  it('sees a file that is gone', async () => {
    scratch.write('domains/sales/raw/orders/data/2.csv', 'id,amount\n3,5\n');
    await scratch.run();
    await rm(join(scratch.root, 'domains/sales/raw/orders/data/2.csv'));
    expect((await scratch.plan(['sales.raw'])).join()).toBe('sales.raw.orders run: 1 file is gone');
    await scratch.run();
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1|10', '2|20']);
  });

  it('commits a new version of an unchanged dataset when it is forced', async () => {
    const forced = await scratch.run(['sales.silver'], { full: true });
    expect(forced.datasets).toMatchObject([{ status: 'committed', version: 1, reason: 'forced' }]);
  });

  it('runs a query that calls now() every time, unless it says otherwise', async () => {
    const query = { type: 'TransformSQL', sql: 'SELECT now() AS at' };
    scratch.write('domains/sales/gold/clock/pipeline.json', pipeline([query]));
    scratch.write('domains/sales/gold/still/pipeline.json', pipeline([{ ...query, volatile: 'skip' }]));
    await scratch.run();
    expect(await scratch.plan(['sales.gold.clock', 'sales.gold.still'])).toEqual([
      'sales.gold.clock run: volatile: now()',
      'sales.gold.still skip: unchanged',
    ]);
  });

  it('reads nothing twice when the workspace moves with its lake', async () => {
    const { renameSync } = await import('node:fs');
    const moved = `${scratch.root}-moved`;
    renameSync(scratch.root, moved);
    scratch = new Scratch({}, moved);
    expect((await scratch.run()).datasets.map((dataset) => dataset.status)).toEqual(Array(4).fill('skipped'));
  });
});

describe('an appending ingest', () => {
  let scratch: Scratch;
  beforeEach(async () => {
    scratch = mesh();
    scratch.write('domains/sales/raw/orders/pipeline.json', appending({}));
    await scratch.run(['sales.raw']);
  });
  afterEach(() => scratch.dispose());

  it('reads new files only', async () => {
    scratch.write('domains/sales/raw/orders/data/2.csv', 'id,amount\n3,5\n');
    expect(outcome(await scratch.run(['sales.raw']), 'sales.raw.orders')).toBe('committed 1|1|0|0');
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1|10', '2|20', '3|5']);
  });

  it('reads nothing twice after a checkpoint without the JSON log', async () => {
    for (let file = 2; file <= 4; file++) {
      scratch.write(`domains/sales/raw/orders/data/${file}.csv`, `id,amount\n${file + 1},5\n`);
      await scratch.run(['sales.raw']);
    }
    await scratch.withTable('sales.raw.orders', (table) => table.checkpoint());
    const { readdirSync } = await import('node:fs');
    const log = join(scratch.root, 'lake/sales/raw/orders/_delta_log');
    for (const name of readdirSync(log).filter((entry) => entry.endsWith('.json'))) await rm(join(log, name));
    expect((await scratch.run(['sales.raw'])).datasets).toMatchObject([{ status: 'skipped' }]);
    scratch.write('domains/sales/raw/orders/data/5.csv', 'id,amount\n9,9\n');
    expect(outcome(await scratch.run(['sales.raw']), 'sales.raw.orders')).toBe('committed 1|1|0|0');
    expect(await scratch.rows('sales.raw.orders')).toHaveLength(6);
  });

  it('refuses a file that was read before and changed, naming it', async () => {
    scratch.write('domains/sales/raw/orders/data/1.csv', 'id,amount\n1,11\n2,20\n');
    const result = await scratch.run(['sales.raw']);
    expect(result.datasets[0]?.issues[0]).toMatchObject({ code: 'SOURCE_CHANGED' });
    expect(result.datasets[0]?.issues[0]?.message).toContain('data/1.csv');
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1|10', '2|20']);
  });

  it('takes a changed file as new, or not at all, where the job says so', async () => {
    scratch.write('domains/sales/raw/orders/pipeline.json', appending({ on_changed_file: 'append_as_new' }));
    scratch.write('domains/sales/raw/orders/data/1.csv', 'id,amount\n1,11\n2,20\n');
    await scratch.run(['sales.raw']);
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1|10', '1|11', '2|20', '2|20']);
    scratch.write('domains/sales/raw/orders/pipeline.json', appending({ on_changed_file: 'ignore' }));
    scratch.write('domains/sales/raw/orders/data/1.csv', 'id,amount\n7,7\n');
    await scratch.run(['sales.raw']);
    expect(await scratch.rows('sales.raw.orders')).toHaveLength(4);
  });

  it('counts nothing twice when it is forced', async () => {
    await scratch.run(['sales.raw'], { full: true });
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1|10', '2|20']);
  });
});

function appending(more: Record<string, unknown>): string {
  return pipeline(
    [{ ...INGEST, ...more }],
    [{ type: 'DestinationDefaultCatalog', table_name: 'sales.raw.orders', mode: 'append' }],
  );
}
