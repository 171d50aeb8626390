export * from './dataset-lineage';
export * from './impact';
export * from './mesh-lineage';
export { columnId, splitColumnId, type ColumnId } from './origins';
export * from './statement';
export { traceMesh } from './trace-mesh';
export * from './ran/trace-ran';
