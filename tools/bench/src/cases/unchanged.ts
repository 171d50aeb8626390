import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connectors } from '@mu-mesh/connectors';
import { loadWorkspace } from '@mu-mesh/core';
import type { Bench, CaseResult, Row } from '../bench';
import { interleave } from '../measure/interleave';
import { inOrder, withDescendants } from '../plain';
import { rewrite, shippedWorkspace } from '../workspaces/shipped';
import { within } from './goal';
import { ended, expectSame, meshIn, runDocument } from './mesh';

const GOAL = 0.7;
const CHANGED = 'sales.silver.cleaned_sales_transactions';
const SMALL = 20_000;

/** A run with nothing to do, at two sizes of the data, and one after a change of one dataset. */
export async function unchanged(bench: Bench): Promise<CaseResult> {
  const sizes = [Math.min(SMALL, bench.sizes.transactions), bench.sizes.transactions].filter(
    (size, i, all) => all.indexOf(size) === i,
  );
  const roots: string[] = [];
  for (const transactions of sizes) {
    const root = join(bench.scratch, String(transactions));
    bench.log(`building ${transactions} transactions`);
    if (!existsSync(root)) await shippedWorkspace(bench.repository, root, transactions);
    await meshIn(bench, root, 'run');
    roots.push(root);
  }
  const addresses = (root: string) =>
    inOrder(loadWorkspace({ root, connectors }))
      .map(({ dataset }) => dataset.id)
      .sort();
  const same = await interleave(
    roots.map((root) => ({
      name: 'mesh run',
      run: () => meshIn(bench, root, 'run'),
      after: (end) => expectSame('skipped', ended(runDocument(end), 'skipped'), addresses(root)),
    })),
    bench.runs,
  );
  const rows: Row[] = same.map(({ name, median }, index) => ({
    what: `nothing changed, ${sizes[index]?.toLocaleString('en')} transactions`,
    command: name,
    ...median,
    goal: within(GOAL, median),
  }));
  return {
    title: 'Nothing changed',
    rows: [...rows, ...(await oneChanged(bench, roots[0] ?? '', sizes[0] ?? 0))],
    notes: [],
  };
}

async function oneChanged(bench: Bench, root: string, transactions: number): Promise<Row[]> {
  const file = join(root, 'domains', ...CHANGED.split('.'), 'cleaned.sql');
  const wanted = withDescendants(loadWorkspace({ root, connectors }), CHANGED);
  let rate = 1000;
  const measured = await interleave(
    [
      {
        name: 'mesh run',
        before: () => rewrite(file, /\('CHF', CAST\([\d.]+ /, `('CHF', CAST(${(++rate / 1000).toFixed(3)} `),
        run: () => meshIn(bench, root, 'run'),
        after: (end) => expectSame('rebuilt', ended(runDocument(end), 'committed'), wanted),
      },
    ],
    bench.runs,
  );
  const what = `${CHANGED} changed: it and its ${wanted.length - 1} descendants are rebuilt, nothing else, ${transactions.toLocaleString('en')} transactions`;
  return measured.map(({ name, median }) => ({ what, command: name, ...median }));
}
