import { FAULT_STEPS, type FaultStep, type StateEntry } from '@mu-mesh/core';
import { runInChild } from './child';
import { Scratch, pipeline, ingestOrders } from './scratch';

const INGEST = ingestOrders();
const FILTER = { type: 'Data_filter', name: 'positive', query: 'SELECT * FROM input WHERE amount < 0' };
const EXPORT = { type: 'DestinationCSV', file_location: 'out/orders.csv' };

function mesh(mode: 'append' | 'overwrite'): Scratch {
  const table = { type: 'DestinationDefaultCatalog', table_name: 'sales.raw.orders', mode };
  const scratch = new Scratch({
    'domains/sales/raw/orders/pipeline.json': pipeline([INGEST, FILTER], [table, EXPORT]),
    'domains/sales/raw/orders/data/1.csv': 'id,amount\n1,10\nx,20\n3,-3\n',
  });
  return scratch;
}

/** What must be the same, killed or not: quarantine and source entries without what a run gives them. */
function facts(entries: readonly StateEntry[]): string[] {
  return entries
    .map((entry) =>
      entry.kind === 'source'
        ? `source ${entry.path} ${entry.sha256}`
        : entry.kind === 'quarantine'
          ? `${entry.rule} ${entry.rows}`
          : entry.status,
    )
    .sort();
}

async function quarantined(scratch: Scratch): Promise<number> {
  return (await scratch.entries('sales.raw.orders')).reduce(
    (rows, entry) => rows + (entry.kind === 'quarantine' ? entry.rows : 0),
    0,
  );
}

describe.each(['append', 'overwrite'] as const)('a run that is killed (%s)', (mode) => {
  let expected: { rows: string[]; facts: string[] };
  beforeAll(async () => {
    const scratch = mesh(mode);
    await scratch.run();
    scratch.write('domains/sales/raw/orders/data/2.csv', 'id,amount\n4,40\ny,50\n6,-6\n');
    await scratch.run();
    expected = {
      rows: await scratch.rows('sales.raw.orders'),
      facts: facts(await scratch.entries('sales.raw.orders')),
    };
    await scratch.dispose();
  });

  it.each(FAULT_STEPS)(
    'at %s gives exactly the same rows, state and quarantine when it runs again',
    async (killAt: FaultStep) => {
      const scratch = mesh(mode);
      await scratch.run();
      scratch.write('domains/sales/raw/orders/data/2.csv', 'id,amount\n4,40\ny,50\n6,-6\n');
      const died = await runInChild({ root: scratch.root, selectors: [], killAt });
      expect(died).toMatchObject({ signal: 'SIGKILL' });
      const between = await scratch.rows('sales.raw.orders');
      expect([['1|10'], ['1|10', '4|40']]).toContainEqual(between);
      await scratch.run();
      expect(await scratch.rows('sales.raw.orders')).toEqual(expected.rows);
      expect(facts(await scratch.entries('sales.raw.orders'))).toEqual(expected.facts);
      expect(await quarantined(scratch)).toBe(4);
      await scratch.withTable('sales.raw.orders', (table) => table.recover());
      expect(await scratch.rows('sales.raw.orders')).toEqual(expected.rows);
      await scratch.dispose();
    },
  );
});
