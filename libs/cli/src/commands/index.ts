import type { CommandDefinition } from '../command';
import { complete, completion } from './completion';
import { doctor } from './doctor';
import { history } from './history';
import { init } from './init';
import { jobRun } from './job-run';
import { plan } from './plan';
import { preview } from './preview';
import { quarantineDiscard } from './quarantine-discard';
import { quarantineList } from './quarantine-list';
import { quarantineReplay } from './quarantine-replay';
import { quarantineShow } from './quarantine-show';
import { recover } from './recover';
import { rollback } from './rollback';
import { run } from './run';
import { test } from './test';
import { vacuum } from './vacuum';
import { validate } from './validate';

/** Every command, in the order of the help. A definition is light: what it does is loaded when it is called. */
export const COMMANDS: readonly CommandDefinition[] = [
  init,
  validate,
  plan,
  run,
  test,
  preview,
  history,
  rollback,
  quarantineList,
  quarantineShow,
  quarantineReplay,
  quarantineDiscard,
  recover,
  vacuum,
  jobRun,
  doctor,
  completion,
  complete,
];

/** Commands that only hold others. */
export const GROUPS: Readonly<Record<string, string>> = {
  quarantine: 'look at the rows that a dataset refused, let them in again or close them',
  job: 'run a job file on its own, without a workspace',
};
