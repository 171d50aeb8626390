export * from './closing-edges';
export * from './references';
export * from './serialized';
export * from './utf8-offset';
