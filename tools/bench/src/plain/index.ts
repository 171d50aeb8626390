export { inOrder, withDescendants } from './order';
export { expectSameRows, type MeshTable } from './same-rows';
export { PARQUET, plainStatements, type Statement, type StatementList } from './statements';
export { text } from './text';
