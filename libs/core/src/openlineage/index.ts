import { lazily } from '../lazily';

export type { LineageEvent } from './event';
export type { FacetLineage, FacetSource, LineageKnowledge } from './knowledge';
export type { SessionParts } from './open-session';
export type { LineageOptions, LineageSession } from './session';
export type { OpenLineageSettings, TransportSettings } from './settings';

export const facetLineage = lazily(
  () => (require('./traced-columns') as typeof import('./traced-columns')).facetLineage,
);
export const lineageKnowledge = lazily(
  () => (require('./open-session') as typeof import('./open-session')).lineageKnowledge,
);
export const openLineage = lazily(() => (require('./open-session') as typeof import('./open-session')).openLineage);
