import type { DatasetResult, RowCounts, RunEvent } from '@mu-mesh/core';
import { count, duration } from './figures';
import type { Paint } from './paint';
import { hasRows, paintStatus, wasBegun } from './run-summary';

/** The line that one event is worth where there is no terminal; undefined for none. */
export function eventLine(event: RunEvent, paint: Paint): string | undefined {
  switch (event.type) {
    case 'dataset-started':
      return `${event.address} started: ${event.reason}`;
    case 'dataset-finished':
      return finishedLine(event.result, paint);
    default:
      return undefined;
  }
}

export function finishedLine(result: DatasetResult, paint: Paint): string {
  const { address, version, rows, seconds, reason } = result;
  const head = `${address} ${paintStatus(result, paint)}`;
  if (!wasBegun(result)) return `${head}${reason ? `: ${reason}` : ''}`;
  if (!hasRows(result)) return `${head} after ${duration(seconds)}`;
  return `${head}${version === undefined ? '' : ` version ${version}`}: ${rowFigures(rows)}, ${duration(seconds)}`;
}

export function rowFigures(rows: RowCounts): string {
  const dropped = rows.dropped > 0 ? `, ${count(rows.dropped)} dropped` : '';
  return `${count(rows.in)} in, ${count(rows.out)} out, ${count(rows.quarantined)} quarantined${dropped}`;
}
