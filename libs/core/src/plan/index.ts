export * from './dataset-graph';
export { fingerprint } from './fingerprint';
export * from './graph';
export * from './plan';
export * from './selection';
export * from './validate';
