import { isEnforced } from '../contract/lifecycle';
import type { Lifecycle, LifecycleStage } from '../model/contract';
import { change, type ContractChange, type Level, type Place } from './change';

/**
 * Changes of where a product, port or contract stands. `place`: its own; `today`: an ISO 8601 day; `binds`: the stage
 * says as well whether rules are enforced, as that of a contract does.
 */
export function lifecycleChanges(
  place: Place,
  from: Lifecycle | undefined,
  to: Lifecycle | undefined,
  today: string,
  binds = false,
): ContractChange[] {
  const found: ContractChange[] = [];
  const [old, young] = [from?.stage ?? 'active', to?.stage ?? 'active'];
  const at = (part: string): Place => ({ ...place, path: place.path === '' ? part : `${place.path}.${part}` });
  if (old !== young) {
    const [readers, deliverers] = stageLevels(old, young, isOver(from, today), binds);
    found.push(change(at('status'), 'lifecycle_changed', readers, old, young, deliverers));
  }
  if (from?.sunset !== to?.sunset) {
    const position = to?.sunset === undefined ? place.position : (to.position ?? place.position);
    const sunset = { ...at('customProperties.sunset'), ...(position && { position }) };
    const level = from?.stage === 'retired' ? 'compatible' : sunsetLevel(from?.sunset, to?.sunset, today);
    found.push(change(sunset, 'sunset_changed', level, from?.sunset, to?.sunset));
  }
  return found;
}

/** Whether nobody may rely on it any more: retired, or past its sunset. */
export function isOver(lifecycle: Lifecycle | undefined, today: string): boolean {
  return lifecycle?.stage === 'retired' || (lifecycle?.sunset !== undefined && lifecycle.sunset < today);
}

/** A sunset that comes earlier, or is over when it is announced, takes away what readers rely on. Days. */
export function sunsetLevel(from: string | undefined, to: string | undefined, today: string): Level {
  if (to === undefined || (from !== undefined && from < today)) return 'compatible';
  return to < (from ?? today) ? 'breaking' : 'compatible';
}

/** To readers and to those who deliver. */
function stageLevels(old: LifecycleStage, young: LifecycleStage, over: boolean, binds: boolean): [Level, Level] {
  if (young === 'retired') return over ? ['compatible', 'compatible'] : ['breaking', 'breaking'];
  const enforces = (stage: LifecycleStage): boolean => isEnforced({ lifecycle: { stage } });
  if (!binds || enforces(old) === enforces(young)) return ['compatible', 'compatible'];
  if (enforces(young)) return ['compatible', 'breaking'];
  return [over ? 'compatible' : 'breaking', 'compatible'];
}
