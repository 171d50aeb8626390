export { checkStaged, type Checked } from './check';
export { foreignKeyTargets } from './foreign-key';
