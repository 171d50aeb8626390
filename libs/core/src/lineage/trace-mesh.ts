import { join } from 'node:path';
import { ContentCache, contentKey } from '../cache/content-cache';
import type { MeshContext } from '../mesh';
import type { BoundStatement } from '../plan/binding';
import { datasetsOf } from '../plan/selection';
import { check } from '../plan/validate';
import { MeshLineage } from './mesh-lineage';
import type { LineageRequest, StatementLineage } from './statement';
import { traceDataset } from './trace-dataset';
import type { TracedDataset } from './dataset-lineage';

/** Part of every key of the cache: another one when the shape of its entries changes. */
const FORMAT = '1';

/**
 * The lineage of every dataset of the workspace: static, from its files; nothing is read or run. `readersOf`: only that
 * of datasets that read one of these addresses.
 */
export async function traceMesh(context: MeshContext, readersOf?: ReadonlySet<string>): Promise<MeshLineage> {
  const all: BoundStatement[] = [];
  const checked = await check(context, false, (one) => all.push(one));
  const { analyses, resolved } = checked;
  const { graph } = resolved;
  const isWanted = (id: string): boolean => !readersOf || graph.inputs(id).some((input) => readersOf.has(input));
  const bound = all.filter(({ statement }) => isWanted(statement.dataset.id));
  const lineages = await traceStatements(context, bound);
  const byStep = new Map(bound.map((one) => [one.statement.step, one]));
  const datasets = datasetsOf(context.workspace);
  const found = new Map<string, TracedDataset>();
  for (const id of graph.order()) {
    const dataset = datasets.get(id);
    if (!dataset || !isWanted(id)) continue;
    const lineage = traceDataset(dataset, {
      root: context.workspace.root,
      columns: checked.columns,
      reads: graph.inputs(id),
      tables: (statement) => analyses.get(statement.sql.text)?.tables ?? [],
      bound: (statement) => byStep.get(statement.step),
      lineage: (one) => lineages.get(one) ?? { untraced: 'the engine gave no answer' },
    });
    found.set(id, lineage);
  }
  return new MeshLineage(found, checked.issues);
}

/** Asks the engine only for statements not seen before on these columns. */
export async function traceStatements(
  context: MeshContext,
  bound: readonly BoundStatement[],
): Promise<Map<BoundStatement, StatementLineage>> {
  const found = new Map<BoundStatement, StatementLineage>();
  if (bound.length === 0) return found;
  const engine = context.engine();
  const cache = new ContentCache<StatementLineage>(
    join(context.workspace.root, '.mesh', 'cache', `lineage-${engine.name}-${engine.majorVersion}.json`),
  );
  const missing: { one: BoundStatement; key: string; request: LineageRequest }[] = [];
  for (const one of bound) {
    const key = contentKey(FORMAT, one.statement.sql.text, JSON.stringify([...one.inputs]));
    const hit = cache.get(key);
    if (hit) found.set(one, hit);
    else
      missing.push({
        one,
        key,
        request: { sql: one.statement.sql.text, inputs: [...one.inputs].map(([name, columns]) => ({ name, columns })) },
      });
  }
  const answers = missing.length > 0 ? await engine.lineage(missing.map(({ request }) => request)) : [];
  answers.forEach((answer, index) => {
    const asked = missing[index];
    if (!asked) return;
    found.set(asked.one, answer);
    if (!('untraced' in answer)) cache.set(asked.key, answer);
  });
  cache.save();
  return found;
}
