export type { LineageEvent } from './event';
export type { FacetLineage, FacetSource, LineageKnowledge } from './knowledge';
export { lineageKnowledge, openLineage, type SessionParts } from './open-session';
export { LineageSession, type LineageOptions } from './session';
export type { OpenLineageSettings, TransportSettings } from './settings';
export { LineageTranslator } from './translate';
export { facetLineage } from './traced-columns';
