export * from './job-file';
export * from './run';
