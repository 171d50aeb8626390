export * from './lakehouse';
export type { Fs, FsEntry, FsFile, FsStat } from './stores/fs';
export { nodeFs } from './stores/node-fs';
