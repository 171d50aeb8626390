export { main } from './main';
export { runProcess } from './process';
export { commandReference } from './reference';
export { type Mesh, type MeshOptions, emptyWorkspace, withMesh } from './wiring';
export type { Call, CommandDefinition, Options, Outcome } from './command';
export type { Io, Sink } from './io';
export { type Envelope, type EnvelopeIssue, envelope } from './output/envelope';
export { exitOfIssues, exitOfRun } from './output/exit-status';
export * from './operations';
