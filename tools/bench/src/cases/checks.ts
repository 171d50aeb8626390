import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, type CaseResult, PLAIN, type Row } from '../bench';
import { machineIsBusy } from '../measure/busy';
import { interleave, type Measured } from '../measure/interleave';
import { type Ended, measure } from '../measure/process';
import { PARQUET, type StatementList, text } from '../plain';
import { contractedWorkspace, ordersSql, writeOrders } from '../workspaces/contracted';
import { meshIn, runDocument } from './mesh';

const GOAL = 1.3;
const ORDERS = 'trade.gold.orders';

/** One query over many rows into a published table: with a contract of twenty rules, and without. */
export async function checks(bench: Bench): Promise<CaseResult> {
  const root = join(bench.scratch, 'workspace');
  if (!existsSync(root)) await writeWorkspace(bench, root);
  const variants = [false, true].flatMap((dirty) => [false, true].map((checked) => ({ dirty, checked })));
  const measured = await interleave(
    variants.map((variant) => ({
      name: variant.checked ? 'mesh run, with the contract' : 'mesh run, without',
      before: () => writeOrders(root, variant),
      run: () => meshIn(bench, root, 'run', ORDERS),
      after: (end) => expectDiverted(end, bench.sizes.checkedRows, variant.dirty && variant.checked),
    })),
    bench.runs,
  );
  const size = `${bench.sizes.checkedRows.toLocaleString('en')} rows`;
  const [clean, cleanChecked, dirty, dirtyChecked] = measured;
  return {
    title: 'Contract checks',
    rows: [
      ...compared(`${size}, none breaks a rule`, clean, cleanChecked, GOAL),
      ...compared(`${size}, 19 of 10,000 break one and are diverted`, dirty, dirtyChecked),
    ],
    notes: ['Goal: 20 rules on rows that keep them cost at most 0.3 of the run without them.'],
  };
}

function compared(what: string, without?: Measured, checked?: Measured, goal?: number): Row[] {
  if (!without || !checked) throw new Error('both are measured');
  const ratio = (part: 'wall' | 'cpu') => checked.median[part] / without.median[part];
  const busy = machineIsBusy();
  const factors = `${ratio('wall').toFixed(2)} × wall, ${ratio('cpu').toFixed(2)} × CPU`;
  const row = { what, command: checked.name, ...checked.median };
  return [
    { what, command: without.name, ...without.median },
    goal === undefined
      ? { ...row, what: `${what}: ${factors}` }
      : { ...row, goal: { busy, text: `≤ ${goal} × without: ${factors}`, met: ratio(busy ? 'cpu' : 'wall') <= goal } },
  ];
}

/** Of 10,000 rows 2 repeat a key, 2 lead to no customer, 5 have another state, 5 no quantity, 5 no date. */
function expectDiverted(end: Ended, rows: number, diverted: boolean): void {
  const found = runDocument(end).result.datasets.find(({ address }) => address === ORDERS);
  const out = found?.rows.out ?? -1;
  const share = (rows - out) / rows;
  const fits = diverted ? share > 0.0015 && share < 0.0025 && found?.rows.quarantined === rows - out : out === rows;
  if (found?.status !== 'committed' || !fits) throw new Error(`${ORDERS}: ${JSON.stringify(found)} of ${rows} rows`);
}

async function writeWorkspace(bench: Bench, root: string): Promise<void> {
  const rows = bench.sizes.checkedRows;
  const customers = Math.max(10, Math.floor(rows / 100));
  bench.log(`generating ${rows} orders`);
  const file = contractedWorkspace(root, customers);
  const sql = `COPY (${ordersSql(rows, customers)}) TO ${text(file)} (${PARQUET})`;
  const list = join(bench.scratch, 'orders.json');
  const statements: StatementList = { config: {}, folders: [], decode: [], statements: [{ dataset: 'orders', sql }] };
  writeFileSync(list, JSON.stringify(statements));
  await measure(PLAIN, [list], bench.scratch);
  await meshIn(bench, root, 'run');
  rmSync(file);
}
