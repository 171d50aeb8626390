export type { LineageEvent } from './event';
export type { FacetLineage, LineageKnowledge, FacetSource } from './knowledge';
export { lineageKnowledge, openLineage, type SessionParts } from './open-session';
export { LineageSession, type LineageOptions } from './session';
export type { OpenLineageSettings, TransportSettings } from './settings';
export { LineageTranslator } from './translate';
