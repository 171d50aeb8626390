import { FAULT_STEPS, type FaultStep } from '@mu-mesh/core';
import { runSource } from '@mu-mesh/core/testing/run-source';
import { Scratch } from './scratch';

export interface ChildRun {
  root: string;
  selectors: string[];
  /** The process kills itself at this step … */
  killAt?: FaultStep;
  /** … the n-th time that it passes it, from 1. */
  occurrence?: number;
}

/** Runs the mesh of a folder in a process of its own; resolves with the signal that ended it, or its status. */
export function runInChild(
  options: ChildRun,
): Promise<{ status: number | null; signal: string | null; output: string }> {
  return runSource(__filename, options);
}

if (require.main === module) {
  const { root, selectors, killAt, occurrence = 1 }: ChildRun = JSON.parse(process.argv[2] ?? '{}');
  let left = occurrence;
  const at = (step: FaultStep): void => {
    if (!FAULT_STEPS.includes(step)) throw new Error(`${step} is no step`);
    if (step === killAt && --left === 0) process.kill(process.pid, 'SIGKILL');
  };
  void new Scratch({}, root).run(selectors, { at }).then((result) => {
    process.stdout.write(JSON.stringify(result.datasets.map(({ address, status }) => ({ address, status }))));
  });
}
