export { test, type CaseResult, type TestResult } from './test';
export type { DiffRow, RowDiff } from './diff';
