import { availableParallelism, loadavg } from 'node:os';

/** Whether the machine did much besides what was measured: then seconds on the clock say little, and CPU seconds count. */
export function machineIsBusy(): boolean {
  return (loadavg()[0] ?? 0) > 1.5 * availableParallelism();
}
