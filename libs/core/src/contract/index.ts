export { columnIssues, contractColumns } from './columns';
export { readLifecycle } from './lifecycle';
export { portIssues, publishedDatasets, type Published } from './ports';
export { logicalTypes } from './read/data-type';
export { readContract } from './read/contract';
export { referenceIssues, resolveReference, type ReferenceTarget } from './references';
export { re2Problem } from './check/re2';
export { sunsetIssues } from './sunset';
