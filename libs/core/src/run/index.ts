export * from './job-file';
export * from './replay';
export * from './run';
export { newRunId } from './run-id';
