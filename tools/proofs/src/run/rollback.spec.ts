import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { rollback, type RollbackResult } from '@mu-mesh/cli';
import type { StateEntry } from '@mu-mesh/core';
import { Scratch, outcome, pipeline, ingestOrders } from './scratch';

const ORDERS = 'sales.raw.orders';
const TOTALS = 'sales.silver.totals';
const INGEST = ingestOrders();

function job(mode: 'append' | 'overwrite', more: unknown[] = []): string {
  return pipeline([INGEST, ...more], [{ type: 'DestinationDefaultCatalog', table_name: ORDERS, mode }]);
}

/** Three versions, one file and one refused row each. */
async function threeVersions(mode: 'append' | 'overwrite'): Promise<Scratch> {
  const scratch = new Scratch({
    'domains/sales/raw/orders/pipeline.json': job(mode),
    'domains/sales/silver/totals/pipeline.json': pipeline([
      { type: 'TransformSQL', sql: `SELECT sum(amount) AS total, count(*) AS n FROM ${ORDERS}` },
    ]),
  });
  for (const n of [1, 2, 3]) {
    scratch.write(`domains/sales/raw/orders/data/${n}.csv`, `id,amount\n${n},${n}0\nbad,${n}\n`);
    await scratch.run();
  }
  return scratch;
}

function back(scratch: Scratch, address: string, to: string): Promise<RollbackResult> {
  return scratch.withContext({}, (context) => rollback(context, address, to));
}

/** The entries of one version's state, in a form that can be compared. */
function facts(entries: readonly StateEntry[]): string[] {
  return entries.map((entry) => JSON.stringify(entry)).sort();
}

describe.each(['append', 'overwrite'] as const)('rollback then run (%s)', (mode) => {
  let scratch: Scratch;
  beforeEach(async () => {
    scratch = await threeVersions(mode);
  });
  afterEach(() => scratch.dispose());

  it('restores rows and state as a new version, whatever came after', async () => {
    await rm(scratch.root, { recursive: true });
    scratch = new Scratch({
      'domains/sales/raw/orders/pipeline.json': job(mode),
      'domains/sales/raw/orders/data/1.csv': 'id,amount\n1,10\nbad,1\n',
    });
    await scratch.run();
    const before = { rows: await scratch.rows(ORDERS), facts: facts(await scratch.entries(ORDERS)) };
    scratch.write('domains/sales/raw/orders/data/2.csv', 'id,amount\n2,20\nbad,2\nbad,3\n');
    await scratch.run();
    expect(facts(await scratch.entries(ORDERS))).not.toEqual(before.facts);
    expect(await back(scratch, ORDERS, '0')).toMatchObject({ restored: 0, from: 1, version: 2 });
    expect({ rows: await scratch.rows(ORDERS), facts: facts(await scratch.entries(ORDERS)) }).toEqual(before);
    expect(await scratch.rows(ORDERS, 1)).toEqual(['1|10', '2|20']);
  });

  it('holds the dataset in plan and run, forced or not', async () => {
    await back(scratch, ORDERS, '0');
    expect(await scratch.plan(['sales.raw'])).toEqual([`${ORDERS} held: rolled back to 0`]);
    for (const full of [false, true]) {
      expect((await scratch.run(['sales.raw'], { full })).datasets).toMatchObject([
        { status: 'held', reason: 'rolled back to 0', version: 3 },
      ]);
    }
    scratch.write('domains/sales/raw/orders/data/4.csv', 'id,amount\n4,40\n');
    expect(outcome(await scratch.run(['sales.raw']), ORDERS)).toMatch(/^held/);
    expect(await scratch.rows(ORDERS)).toEqual(['1|10']);
  });

  it('lets dependents read the restored version', async () => {
    expect(await scratch.rows(TOTALS)).toEqual(['60|3']);
    await back(scratch, ORDERS, '1');
    expect(await scratch.plan(['sales.silver'])).toEqual([`${TOTALS} run: input ${ORDERS} 2 → 3`]);
    const result = await scratch.run();
    expect(outcome(result, ORDERS)).toMatch(/^held/);
    expect(outcome(result, TOTALS)).toMatch(/^committed/);
    expect(await scratch.rows(TOTALS)).toEqual(['30|2']);
  });

  it('reads the files that it dropped again after the release, once', async () => {
    const rows = await scratch.rows(ORDERS);
    await back(scratch, ORDERS, '0');
    const released = await scratch.run([`${ORDERS}+`], { release: [ORDERS] });
    expect(released.datasets.find((dataset) => dataset.address === ORDERS)).toMatchObject({
      status: 'committed',
      reason: 'released: was rolled back to 0',
    });
    expect(outcome(released, ORDERS)).toBe(mode === 'append' ? 'committed 4|2|2|0' : 'committed 6|3|3|0');
    expect(await scratch.rows(ORDERS)).toEqual(rows);
    expect(await scratch.rows(TOTALS)).toEqual(['60|3']);
    const quarantined = (await scratch.entries(ORDERS)).reduce(
      (sum, entry) => sum + (entry.kind === 'quarantine' ? entry.rows : 0),
      0,
    );
    expect(quarantined).toBe(3);
    expect((await scratch.run()).datasets.map(({ status }) => status)).toEqual(['skipped', 'skipped']);
  });

  it('ends the hold when the job changes, and does not hold again when it changes back', async () => {
    await back(scratch, ORDERS, '0');
    scratch.write(
      'domains/sales/raw/orders/pipeline.json',
      job(mode, [{ type: 'Data_filter', name: 'small', query: 'SELECT * FROM input WHERE amount > 25' }]),
    );
    expect(await scratch.plan(['sales.raw'])).toEqual([`${ORDERS} run: job changed`]);
    await scratch.run();
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|20']);
    expect(await scratch.plan(['sales.raw'])).toEqual([`${ORDERS} skip: unchanged`]);
    scratch.write('domains/sales/raw/orders/pipeline.json', job(mode));
    expect(await scratch.plan(['sales.raw'])).toEqual([`${ORDERS} run: job changed`]);
  });

  it('takes a time, and a version that is a rollback itself', async () => {
    const versions = await scratch.withTable(ORDERS, (table) => table.history());
    const second = versions.find(({ version }) => version === 1);
    expect(await back(scratch, ORDERS, second?.at ?? '')).toMatchObject({ restored: 1, version: 3 });
    await back(scratch, ORDERS, '0');
    expect(await back(scratch, ORDERS, '3')).toMatchObject({ restored: 3, version: 5 });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|20']);
    expect(await scratch.plan(['sales.raw'])).toEqual([`${ORDERS} held: rolled back to 3`]);
    await scratch.run([], { release: [ORDERS] });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|20', '3|30']);
  });

  it('refuses versions that are not there, and the newest', async () => {
    for (const to of ['3', '99'])
      await expect(back(scratch, ORDERS, to)).rejects.toMatchObject({ code: 'VERSION_MISSING', address: ORDERS });
    await expect(back(scratch, ORDERS, '2')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(back(scratch, ORDERS, '1999-01-01')).rejects.toMatchObject({ code: 'VERSION_MISSING' });
    await expect(back(scratch, ORDERS, 'yesterday')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(back(scratch, 'sales.raw.other', '0')).rejects.toMatchObject({ code: 'USAGE' });
    expect(await scratch.plan(['sales.raw'])).toEqual([`${ORDERS} skip: unchanged`]);
  });
});

describe('a version whose files are gone', () => {
  let scratch: Scratch;
  beforeEach(async () => {
    scratch = await threeVersions('overwrite');
  });
  afterEach(() => scratch.dispose());

  it('is refused after a vacuum, naming the oldest that can be restored', async () => {
    const later = (): Date => new Date(Date.now() + 30 * 86_400_000);
    await scratch.withContext({ now: later }, (context) =>
      context.lakehouse
        .table(join(scratch.root, 'lake/sales/raw/orders'))
        .vacuum({ retention: 7 * 86_400_000, keepVersions: 2, dryRun: false }),
    );
    await expect(back(scratch, ORDERS, '0')).rejects.toMatchObject({
      code: 'VERSION_MISSING',
      message: expect.stringMatching(/oldest version that can be restored is 1$/),
    });
    expect(await scratch.withTable(ORDERS, (table) => table.head())).toMatchObject({ version: 2 });
    expect(await back(scratch, ORDERS, '1')).toMatchObject({ version: 3 });
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|20']);
  });

  it('brings its quarantine back with it', async () => {
    await back(scratch, ORDERS, '1');
    const later = (): Date => new Date(Date.now() + 30 * 86_400_000);
    await scratch.withContext({ now: later }, (context) =>
      context.lakehouse
        .table(join(scratch.root, 'lake/sales/raw/orders'))
        .vacuum({ retention: 7 * 86_400_000, keepVersions: 1, dryRun: false }),
    );
    const { quarantineList } = await import('@mu-mesh/cli');
    const { rows } = await scratch.withContext({}, (context) => quarantineList(context, ORDERS));
    expect(rows.map(({ file, line, status }) => `${file?.split('/').at(-1)}:${line} ${status}`)).toEqual([
      '1.csv:3 open',
      '2.csv:3 open',
    ]);
  });
});
