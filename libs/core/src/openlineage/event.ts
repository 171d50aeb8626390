/** What every facet has; its own members beside them. */
export interface Facet {
  _producer: string;
  _schemaURL: string;
  [member: string]: unknown;
}

export type Facets = Record<string, Facet>;

/** A dataset by OpenLineage's naming spec: of local files, `file` and the absolute path. */
export interface DatasetName {
  namespace: string;
  name: string;
}

export interface InputDataset extends DatasetName {
  facets: Facets;
  inputFacets: Facets;
}

export interface OutputDataset extends DatasetName {
  facets: Facets;
  outputFacets: Facets;
}

export type TerminalType = 'COMPLETE' | 'FAIL' | 'ABORT';

/** A run event of OpenLineage 2-0-2. */
export interface LineageEvent {
  eventType: 'START' | TerminalType;
  /** ISO 8601, UTC. */
  eventTime: string;
  producer: string;
  schemaURL: string;
  run: { runId: string; facets: Facets };
  job: { namespace: string; name: string; facets: Facets };
  inputs: InputDataset[];
  outputs: OutputDataset[];
}

/** Who says it: the URI that every event and facet carries. */
export const PRODUCER = 'urn:mu-mesh:run';

export const EVENT_SCHEMA = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent';

/** A facet of a version of the spec: `facet('1-0-1', 'ErrorMessageRunFacet', { … })`. */
export function facet(version: string, type: string, members: Record<string, unknown>): Facet {
  return {
    _producer: PRODUCER,
    _schemaURL: `https://openlineage.io/spec/facets/${version}/${type}.json#/$defs/${type}`,
    ...members,
  };
}
