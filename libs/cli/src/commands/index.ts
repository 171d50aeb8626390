import type { CommandDefinition } from '../command';

/** Every command by name, in the order of the help; loaded when asked for. */
const LOADERS: Readonly<Record<string, () => CommandDefinition>> = {
  init: () => (require('./init') as typeof import('./init')).init,
  validate: () => (require('./validate') as typeof import('./validate')).validate,
  plan: () => (require('./plan') as typeof import('./plan')).plan,
  run: () => (require('./run') as typeof import('./run')).run,
  test: () => (require('./test') as typeof import('./test')).test,
  preview: () => (require('./preview') as typeof import('./preview')).preview,
  diff: () => (require('./diff') as typeof import('./diff')).diff,
  lineage: () => (require('./lineage') as typeof import('./lineage')).lineage,
  impact: () => (require('./impact') as typeof import('./impact')).impact,
  'contract init': () => (require('./contract-init') as typeof import('./contract-init')).contractInit,
  'contract export': () => (require('./contract-export') as typeof import('./contract-export')).contractExport,
  'contract diff': () => (require('./contract-diff') as typeof import('./contract-diff')).contractDiff,
  'pr-report': () => (require('./pr-report') as typeof import('./pr-report')).prReport,
  history: () => (require('./history') as typeof import('./history')).history,
  checks: () => (require('./checks') as typeof import('./checks')).checks,
  rollback: () => (require('./rollback') as typeof import('./rollback')).rollback,
  'quarantine list': () => (require('./quarantine-list') as typeof import('./quarantine-list')).quarantineList,
  'quarantine show': () => (require('./quarantine-show') as typeof import('./quarantine-show')).quarantineShow,
  'quarantine replay': () => (require('./quarantine-replay') as typeof import('./quarantine-replay')).quarantineReplay,
  'quarantine discard': () =>
    (require('./quarantine-discard') as typeof import('./quarantine-discard')).quarantineDiscard,
  recover: () => (require('./recover') as typeof import('./recover')).recover,
  vacuum: () => (require('./vacuum') as typeof import('./vacuum')).vacuum,
  'job run': () => (require('./job-run') as typeof import('./job-run')).jobRun,
  doctor: () => (require('./doctor') as typeof import('./doctor')).doctor,
  completion: () => (require('./completion') as typeof import('./completion')).completion,
  complete: () => (require('./completion') as typeof import('./completion')).complete,
};

/** Commands that only hold others. */
export const GROUPS: Readonly<Record<string, string>> = {
  contract: 'write a contract, or print it in another form',
  quarantine: 'look at the rows that a dataset refused, let them in again or close them',
  job: 'run a job file on its own, without a workspace',
};

/** Every command: for help, completion and the reference page. */
export function allCommands(): CommandDefinition[] {
  return Object.values(LOADERS).map((load) => load());
}

/** The command that the words begin with, alone; every command where they name none. */
export function commandsFor(words: readonly string[]): CommandDefinition[] {
  const [first = '', second = ''] = words;
  const name = [`${first} ${second}`, first].find((candidate) => Object.hasOwn(LOADERS, candidate));
  const load = name === undefined ? undefined : LOADERS[name];
  return load ? [load()] : allCommands();
}
