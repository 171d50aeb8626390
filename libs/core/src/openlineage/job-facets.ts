import type { Dataset } from '../model/job';
import { facet, type Facets } from './event';
import type { LineageKnowledge } from './knowledge';

/** What is said of a dataset's job with each of its events. */
export function jobFacets(knowledge: LineageKnowledge, dataset: Dataset): Facets {
  const query = lastQuery(dataset);
  const text = knowledge.text(dataset.file);
  const location = knowledge.location(dataset.file);
  return {
    jobType: facet('2-0-4', 'JobTypeJobFacet', {
      processingType: 'BATCH',
      integration: 'MU_MESH',
      jobType: 'JOB',
      emissionPattern: { eventTrigger: 'EVENT_BASED', eventContentMode: 'ACCUMULATIVE' },
    }),
    ...(query !== undefined && { sql: facet('1-1-0', 'SQLJobFacet', { query, dialect: knowledge.engine().name }) }),
    ...(text !== undefined && {
      sourceCode: facet('1-0-1', 'SourceCodeJobFacet', { language: 'JSON', sourceCode: text }),
    }),
    ...(location && { sourceCodeLocation: facet('1-1-0', 'SourceCodeLocationJobFacet', { ...location }) }),
  };
}

/** The statement that gives the table its rows: the last one of the file. */
function lastQuery(dataset: Dataset): string | undefined {
  const steps = dataset.jobs.flatMap((job) => job.steps);
  return steps.flatMap((step) => (step.kind === 'transform' ? [step.sql.text] : [])).at(-1);
}
