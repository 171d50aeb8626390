import { lazily } from '../lazily';

export type * from './dataset-lineage';
export * from './impact';
export * from './mesh-lineage';
export { columnId, splitColumnId, type ColumnId } from './origins';
export type { RanLineage, RanVersion } from './ran/trace-ran';
export type * from './statement';

export const atVersion = lazily(() => (require('./ran/trace-ran') as typeof import('./ran/trace-ran')).atVersion);
export const traceMesh = lazily(() => (require('./trace-mesh') as typeof import('./trace-mesh')).traceMesh);
export const traceRan = lazily(() => (require('./ran/trace-ran') as typeof import('./ran/trace-ran')).traceRan);
