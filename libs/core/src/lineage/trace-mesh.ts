import { join } from 'node:path';
import { ContentCache, contentKey } from '../cache/content-cache';
import type { MeshContext } from '../mesh';
import type { BoundStatement } from '../plan/binding';
import { datasetsOf } from '../plan/selection';
import { check } from '../plan/validate';
import { MeshLineage } from './mesh-lineage';
import type { LineageRequest, StatementLineage } from './statement';
import { traceDataset } from './trace-dataset';
import type { Analyses } from '../plan/analysis';
import { ruleStatementsOf, type RuleStatement } from '../plan/contract-rules';
import type { BoundRule } from '../plan/rule-binding';
import type { Statement } from '../plan/statements';
import type { Dataset } from '../model/job';
import { namedReadings, ruleReadings } from './trace-contract';
import type { DatasetReading, TracedDataset } from './dataset-lineage';

/** Part of every key of the cache: another one when the shape of its entries changes. */
const FORMAT = '3';

/**
 * The lineage of every dataset of the workspace: static, from its files; nothing is read or run. `readersOf`: only that
 * of datasets that read one of these addresses.
 */
export async function traceMesh(context: MeshContext, readersOf?: ReadonlySet<string>): Promise<MeshLineage> {
  const all: BoundStatement[] = [];
  const rules: BoundRule[] = [];
  const checked = await check(
    context,
    false,
    (one) => all.push(one),
    (one) => rules.push(one),
  );
  const { analyses, resolved } = checked;
  const { graph } = resolved;
  const isWanted = (id: string): boolean => !readersOf || graph.inputs(id).some((input) => readersOf.has(input));
  const bound = all.filter(({ statement }) => isWanted(statement.dataset.id));
  const contracts = contractReadings(context, analyses, rules, readersOf);
  const lineages = await traceStatements(context, [...bound, ...contracts.rules]);
  const byStep = new Map(bound.map((one) => [one.statement.step, one]));
  const datasets = datasetsOf(context.workspace);
  const found = new Map<string, TracedDataset>();
  for (const id of graph.order()) {
    const dataset = datasets.get(id);
    if (!dataset) continue;
    const promised = contracts.of(dataset, lineages);
    if (!isWanted(id)) {
      if (promised.length > 0) found.set(id, { address: id, reads: [], columns: [], readings: promised });
      continue;
    }
    const lineage = traceDataset(dataset, {
      root: context.workspace.root,
      columns: checked.columns,
      reads: graph.inputs(id),
      tables: (statement) => analyses.get(statement.sql.text)?.tables ?? [],
      bound: (statement) => byStep.get(statement.step),
      lineage: (one) => lineages.get(one) ?? { untraced: 'the engine gave no answer' },
    });
    found.set(id, { ...lineage, readings: [...lineage.readings, ...promised] });
  }
  return new MeshLineage(found, checked.issues);
}

/** A statement of a step or of a rule, on what it was bound. */
export type Traceable = Pick<BoundStatement, 'inputs'> & { statement: Pick<Statement, 'sql'> };

/** What the contracts of a mesh read; of `readersOf` alone where it is given. */
function contractReadings(
  { workspace: { domains } }: MeshContext,
  analyses: Analyses,
  bound: readonly BoundRule[],
  readersOf: ReadonlySet<string> | undefined,
): {
  /** Those to trace. */
  rules: BoundRule[];
  of(dataset: Dataset, lineages: ReadonlyMap<Traceable, StatementLineage>): DatasetReading[];
} {
  const isWanted = (address: string): boolean => !readersOf || readersOf.has(address);
  const rules = bound.filter(({ statement: { dataset }, inputs }) =>
    [...inputs.keys()].some((name) => isWanted(name.includes('.') ? name : dataset.id)),
  );
  const byPlace = new Map(rules.map((one) => [placeOf(one.statement), one]));
  return {
    rules,
    of(dataset, lineages) {
      const queries = ruleStatementsOf(dataset).flatMap((statement) => {
        const one = byPlace.get(placeOf(statement));
        const lineage = one && lineages.get(one);
        return ruleReadings(statement, analyses.get(statement.sql.text), one && lineage && { bound: one, lineage });
      });
      return [...queries, ...namedReadings(dataset, domains)].filter(({ address }) => isWanted(address));
    },
  };
}

function placeOf({ dataset, rule: { position } }: RuleStatement): string {
  return `${dataset.id} ${position.line}:${position.column}`;
}

/** Asks the engine only for statements not seen before on these columns. */
export async function traceStatements<T extends Traceable>(
  context: MeshContext,
  bound: readonly T[],
): Promise<Map<T, StatementLineage>> {
  const found = new Map<T, StatementLineage>();
  if (bound.length === 0) return found;
  const engine = context.engine();
  const cache = new ContentCache<StatementLineage>(
    join(context.workspace.root, '.mesh', 'cache', `lineage-${engine.name}-${engine.majorVersion}.json`),
  );
  const missing: { one: T; key: string; request: LineageRequest }[] = [];
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
