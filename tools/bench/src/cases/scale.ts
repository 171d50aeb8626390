import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectors } from '@mu-mesh/connectors';
import { loadWorkspace } from '@mu-mesh/core';
import { type Bench, type CaseResult, PLAIN } from '../bench';
import { interleave, median, type Measured, type Variant } from '../measure/interleave';
import { machineIsBusy } from '../measure/busy';
import { measure } from '../measure/process';
import { expectSameRows, inOrder, plainStatements } from '../plain';
import { contractsOf } from '../workspaces/shipped-contracts';
import { shippedWorkspace } from '../workspaces/shipped';
import { ended, expectSame, meshIn, runDocument, type RunDocument } from './mesh';

const GOAL = 1.15;

/**
 * All domains, everything from nothing, against the same statements by DuckDB alone. Checks of contracts are none of a
 * domain's statements: without them both do the same work, and what they cost is a row of its own.
 */
export async function scale(bench: Bench): Promise<CaseResult> {
  const { transactions } = bench.sizes;
  const root = join(bench.scratch, 'workspace');
  bench.log(`generating ${transactions} transactions`);
  if (!existsSync(root)) await shippedWorkspace(bench.repository, root, transactions);
  const workspace = loadWorkspace({ root, connectors });
  const plainLake = join(bench.scratch, 'plain');
  const list = join(bench.scratch, 'plain.json');
  writeFileSync(list, JSON.stringify(await plainStatements(workspace, plainLake), null, 1));
  const addresses = inOrder(workspace).map(({ dataset }) => dataset.id);
  const contracts = contractsOf(root);
  let built: RunDocument | undefined;
  const mesh = (name: string, prepare: () => void): Variant => ({
    name,
    before: () => {
      prepare();
      ['lake', '.mesh', 'exports'].forEach((folder) => rmSync(join(root, folder), { recursive: true, force: true }));
    },
    run: () => meshIn(bench, root, 'run'),
    after: (end) => {
      built = runDocument(end);
      expectSame('committed', ended(built, 'committed'), [...addresses].sort());
    },
  });
  const plain: Variant = {
    name: 'plain DuckDB',
    before: () => rmSync(plainLake, { recursive: true, force: true }),
    run: () => measure(PLAIN, [list], root),
    after: () => expectSameRows(workspace, plainLake, built?.result.datasets ?? []),
  };
  const checked = contracts.count > 0 ? [mesh(WITH_CONTRACTS, () => contracts.restore())] : [];
  try {
    const variants = [mesh('mesh run', () => contracts.remove()), plain, ...checked];
    return result(await interleave(variants, bench.runs), addresses, transactions);
  } finally {
    contracts.restore();
  }
}

const WITH_CONTRACTS = 'mesh run, contracts checked';

function result(
  [mesh, plain, checked]: readonly Measured[],
  addresses: readonly string[],
  transactions: number,
): CaseResult {
  if (!mesh || !plain) throw new Error('both are measured');
  const ratio = (part: 'wall' | 'cpu') => mesh.median[part] / plain.median[part];
  const busy = machineIsBusy();
  const goal = {
    busy,
    text: `≤ ${GOAL} × plain DuckDB: ${ratio('wall').toFixed(2)} × wall, ${ratio('cpu').toFixed(2)} × CPU`,
    met: ratio(busy ? 'cpu' : 'wall') <= GOAL,
  };
  const what = `${transactions.toLocaleString('en')} transactions, ${addresses.length} datasets`;
  return {
    title: 'Everything from nothing',
    rows: [
      { what, command: 'mesh run', ...mesh.median, goal },
      { what, command: 'plain DuckDB', ...plain.median },
      ...(checked ? [{ what, command: WITH_CONTRACTS, ...checked.median }] : []),
    ],
    notes: [byDataset(mesh, plain, addresses)],
  };
}

/** Seconds of each dataset; mesh builds two at a time where two threads are there. */
function byDataset(mesh: Measured, plain: Measured, addresses: readonly string[]): string {
  const meshSeconds = mesh.all.map((end) =>
    Object.fromEntries(runDocument(end).result.datasets.map(({ address, seconds }) => [address, seconds])),
  );
  const plainSeconds = plain.all.map((end) => JSON.parse(end.stdout) as Record<string, number>);
  const of = (runs: readonly Record<string, number>[], address: string) =>
    median(runs.map((seconds) => seconds[address] ?? 0)).toFixed(2);
  const lines = addresses.map(
    (address) => `| ${address} | ${of(meshSeconds, address)} | ${of(plainSeconds, address)} |`,
  );
  const head = [
    'Seconds on the clock by dataset (`mesh` builds several at once, which share the cores; plain DuckDB one after the other):',
    '',
  ];
  return [...head, '| dataset | mesh | plain DuckDB |', '|---|---:|---:|', ...lines].join('\n');
}
