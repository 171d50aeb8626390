import { lazily } from '../lazily';

export { BUMPS, bumpBetween, nextMajor, requiredBump, type Bump } from './bump';
export { LEVELS, type ChangeKind, type ContractChange, type Level } from './change';
export { Consumers, type Consumer } from './consumers';
export type { DiffOptions, MeshState, SubjectDiff } from './mesh';
export { remedyOf, type Remedy } from './remedy';

export const diffContracts = lazily(() => (require('./contract') as typeof import('./contract')).diffContracts);
export const diffMesh = lazily(() => (require('./mesh') as typeof import('./mesh')).diffMesh);
