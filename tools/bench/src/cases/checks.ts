import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, type CaseResult, PLAIN, type Row } from '../bench';
import { machineIsBusy } from '../measure/busy';
import { interleave, type Measured, type Variant } from '../measure/interleave';
import { type Ended, measure } from '../measure/process';
import { PARQUET, type StatementList, text } from '../plain';
import { contractedWorkspace, ordersSql, writeOrders } from '../workspaces/contracted';
import { meshIn, runDocument } from './mesh';

const GOAL = 1.3;
const MOST_CUSTOMERS = 20_000;
const ORDERS = 'trade.gold.orders';

/** One query over many rows into a published table: with a contract of twenty rules, and without. */
export async function checks(bench: Bench): Promise<CaseResult> {
  const root = join(bench.scratch, 'workspace');
  if (!existsSync(root)) await writeWorkspace(bench, root);
  const diverted = { dirty: true, checked: true };
  const measured = await interleave(
    [
      variant(bench, root, WITHOUT, { dirty: false, checked: false }),
      variant(bench, root, WITH, { dirty: false, checked: true }),
      variant(bench, root, WITHOUT, { dirty: true, checked: false }),
      variant(bench, root, WITH, diverted),
      // What the rules diverted from the version before is known by then.
      { ...variant(bench, root, AGAIN, diverted), before: () => undefined },
    ],
    bench.runs,
  );
  const size = `${bench.sizes.checkedRows.toLocaleString('en')} rows`;
  const [clean, cleanChecked, dirty, dirtyChecked, dirtyAgain] = measured;
  return {
    title: 'Contract checks',
    rows: [
      ...compared(`${size}, none breaks a rule`, clean, [cleanChecked], GOAL),
      ...compared(`${size}, 19 of 10,000 break one and are diverted`, dirty, [dirtyChecked, dirtyAgain]),
    ],
    notes: [],
  };
}

const WITHOUT = 'mesh run, without a contract';
const WITH = 'mesh run, 20 rules';
const AGAIN = 'mesh run, 20 rules, again';

function variant(bench: Bench, root: string, name: string, how: Parameters<typeof writeOrders>[1]): Variant {
  return {
    name,
    before: () => writeOrders(root, how),
    run: () => meshIn(bench, root, 'run', ORDERS, '--full'),
    after: (end) => expectDiverted(end, bench.sizes.checkedRows, how.dirty && how.checked),
  };
}

function compared(what: string, without?: Measured, checked: (Measured | undefined)[] = [], goal?: number): Row[] {
  const busy = machineIsBusy();
  const rows = checked.flatMap((run): Row[] => {
    if (!run || !without) return [];
    const ratio = (part: 'wall' | 'cpu') => run.median[part] / without.median[part];
    const factors = `${ratio('wall').toFixed(2)} × wall, ${ratio('cpu').toFixed(2)} × CPU`;
    if (goal === undefined) return [{ what, command: `${run.name}: ${factors}`, ...run.median }];
    const met = ratio(busy ? 'cpu' : 'wall') <= goal;
    return [{ what, command: run.name, ...run.median, goal: { busy, met, text: `≤ ${goal} × without: ${factors}` } }];
  });
  return without ? [{ what, command: without.name, ...without.median }, ...rows] : rows;
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
  const customers = Math.min(MOST_CUSTOMERS, Math.max(10, Math.floor(rows / 100)));
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
