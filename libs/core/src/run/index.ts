import { lazily } from '../lazily';

export type { Closing } from './closed-rows';
export type { Replay, ReplayedRows, ReplayResult } from './replay';
export { newRunId } from './run-id';

export const closeRows = lazily(() => (require('./closed-rows') as typeof import('./closed-rows')).closeRows);
export const exitOf = lazily(() => (require('./run') as typeof import('./run')).exitOf);
export const idsOf = lazily(() => (require('./kept-rows') as typeof import('./kept-rows')).idsOf);
export const keepNamed = lazily(() => (require('./kept-rows') as typeof import('./kept-rows')).keepNamed);
export const nameClosed = lazily(() => (require('./closed-rows') as typeof import('./closed-rows')).nameClosed);
export const replay = lazily(() => (require('./replay') as typeof import('./replay')).replay);
export const run = lazily(() => (require('./run') as typeof import('./run')).run);
export const runJobFile = lazily(() => (require('./job-file') as typeof import('./job-file')).runJobFile);
