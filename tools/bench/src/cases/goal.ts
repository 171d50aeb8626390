import type { Row } from '../bench';
import { machineIsBusy } from '../measure/busy';
import type { Usage } from '../measure/process';

/** Seconds on the clock that a command may take. */
export function within(seconds: number, median: Usage): NonNullable<Row['goal']> {
  return { text: `< ${seconds} s`, met: median.wall < seconds, busy: machineIsBusy() };
}
