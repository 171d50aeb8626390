export { diffData, type Before, type DataDiff, type DataDiffOptions, type DiffKey } from './data-diff';
export type { RowSample } from './difference';
export { contractKey, type RowKey } from './row-key';
