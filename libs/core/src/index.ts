export * from './errors';
export * from './model';
export * from './ports';
export * from './sql';
export * from './mesh';
export * from './plan';
export * from './run';
export * from './case';
