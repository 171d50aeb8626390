import { lazily } from '../lazily';

export type { DiffRow, RowDiff } from './diff';
export type { CaseResult, TestResult } from './test';

export const test = lazily(() => (require('./test') as typeof import('./test')).test);
