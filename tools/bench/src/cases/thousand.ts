import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, CaseResult, Row } from '../bench';
import { interleave, type Variant } from '../measure/interleave';
import { manyDatasets } from '../workspaces/many';
import { within } from './goal';
import { meshIn } from './mesh';

const GOALS = { cold: 3, warm: 1 } as const;

/** validate and plan over many datasets; cold without `.mesh`, warm with what an earlier one kept there. */
export async function thousand(bench: Bench): Promise<CaseResult> {
  const { datasets, domains } = bench.sizes;
  const largest = Math.max(...datasets);
  const rows: Row[] = [];
  for (const count of datasets) {
    const root = join(bench.scratch, String(count));
    if (!existsSync(root)) manyDatasets(root, count, domains);
    bench.log(`${count} datasets`);
    const measured = await interleave(
      ['validate', 'plan'].flatMap((command) => variants(bench, root, command)),
      bench.runs,
    );
    for (const { name, median } of measured) {
      const goal = name.endsWith('cold') ? GOALS.cold : GOALS.warm;
      const wanted = count === largest && { goal: within(goal, median) };
      rows.push({
        what: `${count.toLocaleString('en')} datasets in ${domains} domains`,
        command: `mesh ${name}`,
        ...median,
        ...wanted,
      });
    }
  }
  const order = ['mesh validate, cold', 'mesh validate, warm', 'mesh plan, cold', 'mesh plan, warm'];
  const sorted = order.flatMap((command) => rows.filter((row) => row.command === command));
  return { title: 'Many datasets', rows: sorted, notes: [growth(sorted, order, datasets)] };
}

function variants(bench: Bench, root: string, command: string): Variant[] {
  const run = () => meshIn(bench, root, command);
  return [
    { name: `${command}, cold`, before: () => rmSync(join(root, '.mesh'), { recursive: true, force: true }), run },
    { name: `${command}, warm`, run },
  ];
}

/** CPU milliseconds for every further dataset, from one size to the next. */
function growth(rows: readonly Row[], commands: readonly string[], datasets: readonly number[]): string {
  const lines = commands.map((command) => {
    const cpu = rows.filter((row) => row.command === command).map((row) => row.cpu);
    const steps = datasets
      .slice(1)
      .map((count, i) => (((cpu[i + 1] ?? 0) - (cpu[i] ?? 0)) / (count - (datasets[i] ?? 0))) * 1000);
    return `\`${command}\` ${steps.map((step) => step.toFixed(2)).join(' and ')}`;
  });
  return `CPU milliseconds for each further dataset, from one size to the next: ${lines.join('; ')}.`;
}
