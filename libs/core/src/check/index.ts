export { checkStaged, type Checked } from './check';
export type { Pending } from './checking';
export { foreignKeyTargets, withKeysTo } from './foreign-key';
export { judgedUnwritten } from './unwritten';
