import { facet, type LineageEvent } from './event';
import { errorFacets } from './run-facets';

/** What the table says of a run that died: the version that it committed, if any. */
export type Ending = { version: number } | undefined;

/**
 * The end of a dataset's run that died before it could say one: COMPLETE with the version where its commit stands,
 * else ABORT.
 */
export function endOf(start: LineageEvent, ending: Ending, at: Date): LineageEvent {
  const base = { ...start, eventTime: at.toISOString() };
  if (!ending) {
    const facets = {
      ...start.run.facets,
      ...errorFacets('the run ended without a result, and no version of it is there'),
    };
    return { ...base, eventType: 'ABORT', run: { ...start.run, facets } };
  }
  const version = facet('1-0-1', 'DatasetVersionDatasetFacet', { datasetVersion: String(ending.version) });
  const outputs = start.outputs.map((output, index) =>
    index === 0 ? { ...output, facets: { ...output.facets, version } } : output,
  );
  return { ...base, eventType: 'COMPLETE', outputs };
}
