export { DEFAULT_SEED, DEFAULT_TRANSACTIONS, generate } from './generate';
export type { GenerateOptions } from './generate';
export type { DatasetTruth, Truth } from './truth';
