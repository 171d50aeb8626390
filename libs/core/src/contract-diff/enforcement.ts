import { brokenRowAction, type BrokenRowAction } from '../check/row-rule';
import { staleFails } from '../check/freshness';
import type { ContractObject } from '../model/contract';
import { moved, type ContractChange, type Place } from './change';

/** Custom properties of a table that say what happens where a rule is broken. */
export const ENFORCEMENT: readonly string[] = ['onBrokenRow', 'onStale'];

/** From what promises least: `warn` lets broken rows through, `quarantine` leaves them out, of `fail` none is missing. */
const BROKEN_ROWS: readonly BrokenRowAction[] = ['warn', 'quarantine', 'fail'];

/** Changes of what happens to rows that break a rule, and to a table that is stale. */
export function enforcementChanges(place: Place, from: ContractObject, to: ContractObject): ContractChange[] {
  const at = (property: string): Place => ({ ...place, path: `${place.path}.customProperties.${property}` });
  const rows = [from, to].map((object) => brokenRowAction(object));
  const stale = [from, to].map((object) => (staleFails(object) ? 'fail' : 'warn'));
  return [
    ...graded(at('onBrokenRow'), 'quality', rows, BROKEN_ROWS),
    ...graded(at('onStale'), 'sla', stale, ['warn', 'fail']),
  ];
}

function graded(
  place: Place,
  topic: 'quality' | 'sla',
  [from = '', to = '']: readonly string[],
  order: readonly string[],
): ContractChange[] {
  if (from === to) return [];
  return [moved(place, topic, order.indexOf(to) < order.indexOf(from) ? 'loosened' : 'tightened', from, to)];
}
