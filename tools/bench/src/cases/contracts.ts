import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, CaseResult } from '../bench';
import { interleave, type Variant } from '../measure/interleave';
import type { Ended } from '../measure/process';
import { breakContracts, manyContracts, restoreContracts } from '../workspaces/contracts';
import { within } from './goal';
import { meshIn } from './mesh';

const GOALS = { cold: 8, warm: 1.5 } as const;
const READ = 'domain_0.gold.g_0';

/** contract diff and lineage over many datasets with a contract each; cold without `.mesh`, warm with what an earlier one kept there. */
export async function contracts(bench: Bench): Promise<CaseResult> {
  const { domains } = bench.sizes;
  const datasets = Math.max(...bench.sizes.datasets);
  const root = join(bench.scratch, String(datasets));
  if (!existsSync(root)) manyContracts(root, datasets, domains);
  const broken = breakContracts(root);
  const diff = () => meshIn(bench, root, 'contract', 'diff', '--base', 'HEAD');
  const variants: Variant[] = [
    ...coldAndWarm(root, 'contract diff', diff, (ended) => expectReaders(ended, broken)),
    ...coldAndWarm(root, 'lineage', () => meshIn(bench, root, 'lineage', READ, '--down'), expectColumns),
    { name: 'validate, warm', run: () => meshIn(bench, root, 'validate') },
    {
      name: 'contract diff, nothing changed',
      before: () => restoreContracts(root),
      run: diff,
      after: (ended) => {
        expectReaders(ended, 0);
        breakContracts(root);
      },
    },
  ];
  const measured = await interleave(variants, bench.runs);
  return {
    title: 'Many contracts',
    rows: measured.map(({ name, median }) => {
      const goal = name.endsWith('cold') ? GOALS.cold : GOALS.warm;
      const isGoal = /^(?:contract diff|lineage)/.test(name);
      return {
        what: `${datasets.toLocaleString('en')} datasets with contracts in ${domains} domains`,
        command: `mesh ${name}`,
        ...median,
        ...(isGoal && { goal: within(goal, median) }),
      };
    }),
    notes: [`Of the contracts ${broken} changed, each in a way that breaks its readers, with a new major version.`],
  };
}

function coldAndWarm(root: string, name: string, run: () => Promise<Ended>, after: (ended: Ended) => void): Variant[] {
  const before = (): void => rmSync(join(root, '.mesh'), { recursive: true, force: true });
  return [
    { name: `${name}, cold`, before, run, after },
    { name: `${name}, warm`, run, after },
  ];
}

/** Throws where other changes were found, or none of those who read what changed. */
function expectReaders(ended: Ended, broken: number): void {
  const { result } = JSON.parse(ended.stdout) as { result: { changes: { level: string; consumers: unknown[] }[] } };
  const breaking = result.changes.filter(({ level }) => level === 'breaking');
  const readers = breaking.flatMap(({ consumers }) => consumers);
  if (breaking.length !== broken || readers.length < broken - 1)
    throw new Error(`${breaking.length} changes with ${readers.length} readers instead of ${broken}`);
}

function expectColumns(ended: Ended): void {
  const { result } = JSON.parse(ended.stdout) as { result: { columns: unknown[] } };
  if (result.columns.length === 0) throw new Error(`nothing comes from ${READ}`);
}
