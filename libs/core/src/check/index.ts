export { checkStaged, type Checked } from './check';
export { foreignKeyTargets, withKeysTo } from './foreign-key';
