import { join } from 'node:path';
import { ContentCache, contentKey } from '../cache/content-cache';
import type { MeshContext } from '../mesh';
import type { SqlAnalysis } from '../ports';
import { ruleStatementsOf } from './contract-rules';
import { statementsOf } from './statements';

/** Analyses by SQL text. */
export type Analyses = ReadonlyMap<string, SqlAnalysis>;

/** Parses and gates every statement of the workspace; the engine is asked only for text not seen before. */
export async function analyse(context: MeshContext, extra: readonly string[] = []): Promise<Analyses> {
  const { workspace } = context;
  const texts = new Set(
    workspace.domains
      .flatMap((d) => d.datasets)
      .flatMap((dataset) => [...statementsOf(dataset), ...ruleStatementsOf(dataset)].map((s) => s.sql.text)),
  );
  for (const text of extra) texts.add(text);
  if (texts.size === 0) return new Map();
  const engine = context.engine();
  const cache = new ContentCache<SqlAnalysis>(
    join(workspace.root, '.mesh', 'cache', `analysis-${engine.name}-${engine.majorVersion}.json`),
  );
  const known = new Map<string, SqlAnalysis>();
  const missing: string[] = [];
  for (const text of texts) {
    const hit = cache.get(contentKey(text));
    if (hit) known.set(text, hit);
    else missing.push(text);
  }
  if (missing.length > 0) {
    const found = await engine.analyse(missing);
    found.forEach((analysis, index) => {
      const text = missing[index];
      if (text === undefined) return;
      known.set(text, analysis);
      if (analysis.findings.length === 0) cache.set(contentKey(text), analysis);
    });
    cache.save();
  }
  return known;
}
