import { lazily } from '../lazily';

export type { Before, DataDiff, DataDiffOptions, DiffKey } from './data-diff';
export type { RowSample } from './difference';
export { contractKey, type RowKey } from './row-key';

export const diffData = lazily(() => (require('./data-diff') as typeof import('./data-diff')).diffData);
