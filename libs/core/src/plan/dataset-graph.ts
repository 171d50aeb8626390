import type { Workspace } from '../model/workspace';
import type { Engine } from '../ports';
import { statementsOf } from './statements';
import type { DatasetGraph } from './graph';
import { resolveReferences } from './references';

/** Which dataset reads which, from the SQL alone: no lake, no cache. */
export async function datasetGraph(workspace: Workspace, engine: Pick<Engine, 'analyse'>): Promise<DatasetGraph> {
  const texts = [
    ...new Set(
      workspace.domains
        .flatMap((domain) => domain.datasets)
        .flatMap((dataset) => statementsOf(dataset).map(({ sql }) => sql.text)),
    ),
  ];
  const analyses = texts.length > 0 ? await engine.analyse(texts) : [];
  return resolveReferences(workspace, new Map(analyses.map((analysis, index) => [texts[index] ?? '', analysis]))).graph;
}
