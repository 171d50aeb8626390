import { lazily } from '../lazily';

export { columnIssues, contractColumns } from './columns';
export type { ColumnProfile, TableProfile } from './generate/contract-file';
export { readLifecycle } from './lifecycle';
export { portIssues, publishedDatasets, type Published } from './ports';
export { referenceIssues, resolveReference, type ReferenceTarget } from './references';
export { sunsetIssues } from './sunset';

export const contractFile = lazily(
  () => (require('./generate/contract-file') as typeof import('./generate/contract-file')).contractFile,
);
export const exportJsonSchema = lazily(
  () => (require('./generate/json-schema') as typeof import('./generate/json-schema')).exportJsonSchema,
);
export const exportMarkdown = lazily(
  () => (require('./generate/markdown') as typeof import('./generate/markdown')).exportMarkdown,
);
export const exportSql = lazily(() => (require('./generate/sql') as typeof import('./generate/sql')).exportSql);
export const exportTypeScript = lazily(
  () => (require('./generate/typescript') as typeof import('./generate/typescript')).exportTypeScript,
);
export const generatedId = lazily(
  () => (require('./generate/contract-file') as typeof import('./generate/contract-file')).generatedId,
);
export const logicalTypes = lazily(
  () => (require('./read/data-type') as typeof import('./read/data-type')).logicalTypes,
);
export const re2Problem = lazily(() => (require('./check/re2') as typeof import('./check/re2')).re2Problem);
export const readContract = lazily(() => (require('./read/contract') as typeof import('./read/contract')).readContract);
export const sqlType = lazily(() => (require('./generate/sql-type') as typeof import('./generate/sql-type')).sqlType);
