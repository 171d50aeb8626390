export { describeSchema, type DescribedKey } from './describe-schema';
export { loadJobFile, type JobFile, type JobFileOptions } from './job-file';
export { commandSchemas, jobSchema, schemaFiles } from './job-schema';
export { nameProblem, RESERVED_NAMES } from './name-check';
export { positionAt } from './position-at';
export { didYouMean, nearest } from './suggestion';
export { parseFields, parseType } from './type-parser';
export { findWorkspace, loadWorkspace } from './workspace';
