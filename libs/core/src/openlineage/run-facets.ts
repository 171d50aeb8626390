import type { Issue } from '../model/issue';
import { facet, type Facets } from './event';
import type { LineageKnowledge } from './knowledge';
import { runUuid } from './run-uuid';

/** The name of the job whose run is the parent of every dataset's. */
const PARENT = 'mesh run';

/** What is said of a dataset's run with each of its events. */
export function runFacets(knowledge: LineageKnowledge, run: string): Facets {
  const parent = {
    run: { runId: runUuid(knowledge.namespace, run, PARENT) },
    job: { namespace: knowledge.namespace, name: PARENT },
  };
  return {
    parent: facet('1-2-0', 'ParentRunFacet', { ...parent, root: parent }),
    processing_engine: facet('1-1-1', 'ProcessingEngineRunFacet', { ...knowledge.engine() }),
  };
}

/** Why a run ended badly. */
export function errorFacets(message: string): Facets {
  return { errorMessage: facet('1-0-1', 'ErrorMessageRunFacet', { message, programmingLanguage: 'SQL' }) };
}

/** The errors of a dataset; paths of the workspace are relative to it, stack traces stay at home. */
export function errorText(root: string, issues: readonly Issue[], otherwise: string): string {
  const errors = issues
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${message} [${code}]`);
  return (errors.length > 0 ? errors.join('\n') : otherwise).replaceAll(`${root}/`, '');
}
