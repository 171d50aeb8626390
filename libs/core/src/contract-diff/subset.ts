import type { Direction } from './change';

/** Numbers from `low` to `high`; open ends do not belong to it. */
export interface Interval {
  low: number;
  high: number;
  lowOpen: boolean;
  highOpen: boolean;
}

/** Which way it moved, from whether the old fits into the new and the new into the old; undefined where both do. */
export function directionOf(oldInNew: boolean, newInOld: boolean): Direction | undefined {
  if (oldInNew) return newInOld ? undefined : 'loosened';
  return newInOld ? 'tightened' : 'changed';
}

/** Which way a set of values moved; undefined stands for all values. */
export function compareSets(
  from: readonly string[] | undefined,
  to: readonly string[] | undefined,
): Direction | undefined {
  const within = (inner: readonly string[] | undefined, outer: readonly string[] | undefined): boolean =>
    outer === undefined || (inner !== undefined && inner.every((value) => outer.includes(value)));
  return directionOf(within(from, to), within(to, from));
}

/** Which way a set of numbers moved, each given as intervals that do not touch. */
export function compareIntervals(from: readonly Interval[], to: readonly Interval[]): Direction | undefined {
  const within = (inner: readonly Interval[], outer: readonly Interval[]): boolean =>
    inner.every((one) => outer.some((other) => contains(other, one)));
  return directionOf(within(from, to), within(to, from));
}

function contains(outer: Interval, inner: Interval): boolean {
  const low = outer.low < inner.low || (outer.low === inner.low && (!outer.lowOpen || inner.lowOpen));
  const high = outer.high > inner.high || (outer.high === inner.high && (!outer.highOpen || inner.highOpen));
  return low && high;
}
