export * from './address';
export * from './events';
export * from './issue';
export * from './job';
export * from './plan';
export * from './schema';
export * from './workspace';
