/** The world outside, passed in: tests replace it. */
export interface Host {
  now(): Date;
  /** Called at named steps of stage and commit; the fault tests stop the process here. */
  at(step: FaultStep): void;
}

/** Named steps, in the order in which a dataset's run passes them. */
export const FAULT_STEPS = [
  'stage.before',
  'stage.after',
  'quarantine.written',
  'checks.after',
  'exports.written',
  'files.synced',
  'state.written',
  'log.temporary',
  'log.linked',
  'log.synced',
] as const;
export type FaultStep = (typeof FAULT_STEPS)[number];
