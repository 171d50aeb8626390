import { lazily } from '../lazily';

export type { Replay, ReplayedRows, ReplayResult } from './replay';
export { newRunId } from './run-id';

export const exitOf = lazily(() => (require('./run') as typeof import('./run')).exitOf);
export const replay = lazily(() => (require('./replay') as typeof import('./replay')).replay);
export const run = lazily(() => (require('./run') as typeof import('./run')).run);
export const runJobFile = lazily(() => (require('./job-file') as typeof import('./job-file')).runJobFile);
