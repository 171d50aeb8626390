import { FAULT_STEPS, type FaultStep, type StateEntry } from '@mu-mesh/core';
import { runInChild } from '../run/child';
import { Scratch, pipeline, ingestOrders } from '../run/scratch';
import { contractFile } from './contract-file';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';
const INGEST = ingestOrders();

function mesh(mode: 'append' | 'overwrite'): Scratch {
  return new Scratch({
    [`${FOLDER}/pipeline.json`]: pipeline([INGEST], [{ type: 'DestinationDefaultCatalog', table_name: ORDERS, mode }]),
    [`${FOLDER}/contract.odcs.yaml`]: contractFile(
      'orders',
      [
        { name: 'id', logicalType: 'integer', primaryKey: true },
        { name: 'amount', logicalType: 'integer', logicalTypeOptions: { minimum: 0 } },
      ],
      { quality: [{ metric: 'rowCount', mustBeGreaterThan: 0 }] },
    ),
    [`${FOLDER}/data/1.csv`]: 'id,amount\n1,10\nx,20\n3,-3\n1,11\n',
  });
}

const SECOND = 'id,amount\n4,40\ny,50\n6,-6\n4,41\n1,12\n';

function facts(entries: readonly StateEntry[]): string[] {
  return entries
    .map((entry) =>
      entry.kind === 'source' ? entry.path : entry.kind === 'quarantine' ? `${entry.rule} ${entry.rows}` : entry.status,
    )
    .sort();
}

describe.each([
  ['append', ['1|10', '4|40'], ['contract-rows 2', 'contract-rows 3', 'lines 1', 'lines 1']],
  ['overwrite', ['1|10', '4|40'], ['contract-rows 5', 'lines 2']],
] as const)('a run under a contract that is killed (%s)', (mode, rows, refused) => {
  it.each(FAULT_STEPS.filter((step) => step !== 'exports.written'))(
    'at %s shows the old version, and is exact when it runs again',
    async (killAt: FaultStep) => {
      const scratch = mesh(mode);
      await scratch.run();
      expect(await scratch.rows(ORDERS)).toEqual(['1|10']);
      scratch.write(`${FOLDER}/data/2.csv`, SECOND);
      expect(await runInChild({ root: scratch.root, selectors: [], killAt })).toMatchObject({ signal: 'SIGKILL' });
      expect([['1|10'], [...rows]]).toContainEqual(await scratch.rows(ORDERS));
      await scratch.run();
      expect(await scratch.rows(ORDERS)).toEqual(rows);
      expect(facts(await scratch.entries(ORDERS)).filter((fact) => !fact.endsWith('.csv'))).toEqual(refused);
      await scratch.withTable(ORDERS, (table) => table.recover());
      expect(await scratch.rows(ORDERS)).toEqual(rows);
      await scratch.dispose();
    },
  );
});
