export { createDuckDbEngine } from './engine';
export { SqlFindingError } from './sql-error';
export { identifier } from './quote';
