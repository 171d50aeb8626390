export { judgeAgain } from './again';
export { checkStaged, type Checked } from './check';
export type { Pending } from './checking';
export { ROW_RULES } from './divert';
export { foreignKeyTargets, withKeysTo } from './foreign-key';
export { judgedUnwritten } from './unwritten';
