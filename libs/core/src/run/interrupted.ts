import { MeshError } from '../errors';
import type { DatasetResult } from '../model/events';

/** How a dataset ends that a signal stopped: `failed`, as far as the status goes, with a reason and a code that say more. */
export function interrupted(
  address: string,
  reason = 'interrupted',
): Pick<DatasetResult, 'status' | 'reason' | 'issues'> {
  const { issues } = new MeshError('INTERRUPTED', `${address} was ${reason}`);
  return { status: 'failed', reason, issues: issues.map((issue) => ({ ...issue, address })) };
}

/** Whether a dataset was not built because a signal stopped the run. */
export function wasInterrupted({ status, issues }: DatasetResult): boolean {
  return status === 'failed' && issues.some(({ code }) => code === 'INTERRUPTED');
}

/** What is said of a dataset that was not built, by those that wait for it. */
export function endOf(result: DatasetResult): string {
  if (wasInterrupted(result)) return 'was interrupted';
  return result.status === 'blocked' ? 'is blocked' : 'failed';
}
