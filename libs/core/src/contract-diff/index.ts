export { BUMPS, bumpBetween, nextMajor, requiredBump, type Bump } from './bump';
export { LEVELS, type ChangeKind, type ContractChange, type Level } from './change';
export { Consumers, type Consumer } from './consumers';
export { diffContracts } from './contract';
export { diffMesh, type DiffOptions, type MeshState, type SubjectDiff } from './mesh';
export { remedyOf, type Remedy } from './remedy';
