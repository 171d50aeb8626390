export * from './errors';
export * from './model';
export * from './ports';
export * from './sql';
