import { lazily } from '../lazily';

export type { DescribedKey } from './describe-schema';
export type { JobFile, JobFileOptions } from './job-file';
export { nameProblem, RESERVED_NAMES } from './name-check';
export { positionAt } from './position-at';
export { didYouMean, nearest } from './suggestion';
export { parseFields, parseType } from './type-parser';
export { findWorkspace, loadWorkspace } from './workspace';

export const commandSchemas = lazily(() => (require('./job-schema') as typeof import('./job-schema')).commandSchemas);
export const describeSchema = lazily(
  () => (require('./describe-schema') as typeof import('./describe-schema')).describeSchema,
);
export const jobSchema = lazily(() => (require('./job-schema') as typeof import('./job-schema')).jobSchema);
export const loadJobFile = lazily(() => (require('./job-file') as typeof import('./job-file')).loadJobFile);
export const schemaFiles = lazily(() => (require('./job-schema') as typeof import('./job-schema')).schemaFiles);
