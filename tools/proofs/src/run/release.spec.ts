import { Scratch, outcome, pipeline } from './scratch';

const ONE = 'domains/sales/gold/one/pipeline.json';

function named(name: string, value: number): string {
  return pipeline(
    [{ type: 'TransformSQL', sql: `SELECT ${value} AS n` }],
    [{ type: 'DestinationDefaultCatalog', table_name: `sales.gold.${name}`, mode: 'overwrite' }],
  );
}

function query(value: number, mode = 'overwrite'): string {
  return pipeline(
    [{ type: 'TransformSQL', sql: `SELECT ${value} AS n` }],
    [{ type: 'DestinationDefaultCatalog', table_name: 'sales.gold.one', mode }],
  );
}

describe('run --release', () => {
  let scratch: Scratch;
  beforeEach(() => (scratch = new Scratch({ [ONE]: query(1) })));
  afterEach(() => scratch.dispose());

  it('builds a dataset that has no table yet', async () => {
    expect(outcome(await scratch.run([], { release: ['sales.gold.one'] }), 'sales.gold.one')).toBe('committed 0|1|0|0');
  });

  it('writes no version where nothing is held', async () => {
    await scratch.run();
    const again = await scratch.run([], { release: ['sales.gold.one'] });
    expect(again.datasets).toMatchObject([{ status: 'skipped', version: 0 }]);
    expect(again.issues).toMatchObject([
      { severity: 'warning', message: 'sales.gold.one is not held: --release has nothing to end' },
    ]);
  });

  it('says nothing where the hold ends', async () => {
    await scratch.run();
    await scratch.withTable('sales.gold.one', (table) => table.restore(0, 'rollback'));
    const released = await scratch.run([], { release: ['sales.gold.one'] });
    expect(released.issues).toEqual([]);
  });

  it('commits once where the job has changed and nothing is held', async () => {
    await scratch.run();
    scratch.write(ONE, query(2));
    const again = await scratch.run([], { release: ['sales.gold.one'] });
    expect(again.datasets).toMatchObject([{ status: 'committed', version: 1 }]);
  });

  it('builds that dataset alone, or what selectors add', async () => {
    for (const name of ['one', 'two', 'three'])
      scratch.write(`domains/sales/gold/${name}/pipeline.json`, named(name, 1));
    await scratch.run();
    for (const name of ['one', 'two', 'three'])
      scratch.write(`domains/sales/gold/${name}/pipeline.json`, named(name, 2));
    await scratch.withTable('sales.gold.one', (table) => table.restore(0, 'rollback'));
    const built = async (selectors: string[]): Promise<string[]> =>
      (await scratch.run(selectors, { release: ['sales.gold.one'] })).datasets.map(
        ({ address, status }) => `${address} ${status}`,
      );
    expect(await built([])).toEqual(['sales.gold.one committed']);
    expect((await built(['sales.gold.two'])).sort()).toEqual(['sales.gold.one skipped', 'sales.gold.two committed']);
  });
});

describe('mode ignore', () => {
  let scratch: Scratch;
  beforeEach(() => (scratch = new Scratch({ [ONE]: query(1) })));
  afterEach(() => scratch.dispose());

  it('leaves a table alone whatever became of its job, also when a hold ends', async () => {
    await scratch.run();
    scratch.write(ONE, query(2));
    await scratch.run();
    scratch.write(ONE, query(3, 'ignore'));
    await scratch.withTable('sales.gold.one', (table) => table.restore(0, 'rollback'));
    await scratch.run([], { release: ['sales.gold.one'] });
    expect(await scratch.rows('sales.gold.one')).toEqual(['1']);
    expect((await scratch.plan()).join()).toBe('sales.gold.one skip: mode ignore: the table exists');
  });
});
