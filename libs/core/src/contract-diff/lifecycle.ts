import type { Lifecycle } from '../model/contract';
import { change, type ContractChange, type Level, type Place } from './change';

/** Changes of where a product, port or contract stands. `place`: its own; `today`: an ISO 8601 day. */
export function lifecycleChanges(
  place: Place,
  from: Lifecycle | undefined,
  to: Lifecycle | undefined,
  today: string,
): ContractChange[] {
  const found: ContractChange[] = [];
  const [old, young] = [from?.stage ?? 'active', to?.stage ?? 'active'];
  const at = (part: string): Place => ({ ...place, path: place.path === '' ? part : `${place.path}.${part}` });
  if (old !== young)
    found.push(
      change(
        at('status'),
        'lifecycle_changed',
        young === 'retired' && !isOver(from, today) ? 'breaking' : 'compatible',
        old,
        young,
      ),
    );
  if (from?.sunset !== to?.sunset) {
    const position = to?.sunset === undefined ? place.position : (to.position ?? place.position);
    const sunset = { ...at('customProperties.sunset'), ...(position && { position }) };
    found.push(change(sunset, 'sunset_changed', sunsetLevel(from?.sunset, to?.sunset), from?.sunset, to?.sunset));
  }
  return found;
}

/** Whether nobody may rely on it any more: retired, or past its sunset. */
export function isOver(lifecycle: Lifecycle | undefined, today: string): boolean {
  return lifecycle?.stage === 'retired' || (lifecycle?.sunset !== undefined && lifecycle.sunset < today);
}

function sunsetLevel(from: string | undefined, to: string | undefined): Level {
  return from !== undefined && to !== undefined && to < from ? 'breaking' : 'compatible';
}
