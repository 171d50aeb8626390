export { inOrder, withDescendants } from './order';
export { PARQUET, plainStatements, type Statement, type StatementList } from './statements';
export { text } from './text';
