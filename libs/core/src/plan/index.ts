export * from './graph';
export * from './plan';
export * from './selection';
export * from './validate';
export * from './dataset-graph';
