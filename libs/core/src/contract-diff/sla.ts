import type { SlaProperty } from '../model/contract';
import { dayOf } from '../contract/lifecycle';
import { canonical, change, moved, type ContractChange, type Direction, type Level } from './change';
import { sunsetLevel } from './lifecycle';

/** Promises that are kept better with a smaller value. */
const SMALLER = ['latency', 'freshness', 'frequency', 'errorrate', 'timetodetect', 'timetonotify', 'timetorepair'];
/** Promises that are kept better with a larger value. */
const LARGER = ['retention', 'availability', 'throughput'];
/** Days that end the data's life; announcing one is how data is taken away in peace. */
const ENDS = ['endofsupport', 'endoflife'];
/** Seconds of a unit. */
const UNITS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
  w: 604_800,
  week: 604_800,
  weeks: 604_800,
  y: 31_557_600,
  yr: 31_557_600,
  year: 31_557_600,
  years: 31_557_600,
};

/** Changes of service levels; those of the same property, elements and driver are the same. `today`: an ISO 8601 day. */
export function slaChanges(from: readonly SlaProperty[], to: readonly SlaProperty[], today: string): ContractChange[] {
  const [old, young] = [byKey(from), byKey(to)];
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((key) => {
    const [before, after] = [old.get(key), young.get(key)];
    const one = after ?? before;
    if (!one || canonical(before) === canonical(after)) return [];
    const place = { path: `slaProperties.${key}`, position: one.position };
    const [a, b] = [before && shownSla(before), after && shownSla(after)];
    if (ENDS.includes(one.property.toLowerCase()))
      return [change(place, 'sunset_changed', endLevel(before, after, today), a, b)];
    const direction = before && after ? compare(before, after) : before ? 'loosened' : 'tightened';
    return [direction ? moved(place, 'sla', direction, a, b) : change(place, 'metadata_changed', 'cosmetic', a, b)];
  });
}

function endLevel(from: SlaProperty | undefined, to: SlaProperty | undefined, today: string): Level {
  const [a, b] = [dayOf(from?.value), dayOf(to?.value)];
  return to && b === undefined ? 'breaking' : sunsetLevel(a, b, today);
}

function compare(from: SlaProperty, to: SlaProperty): Direction | undefined {
  const same = canonical([from.value, from.valueExt, from.unit]) === canonical([to.value, to.valueExt, to.unit]);
  if (same) return undefined;
  const [a, b] = [amount(from), amount(to)];
  const name = from.property.toLowerCase();
  const comparable =
    (UNITS[from.unit ?? ''] === undefined) === (UNITS[to.unit ?? ''] === undefined) &&
    (UNITS[from.unit ?? ''] !== undefined || from.unit === to.unit);
  if (a === undefined || b === undefined || !comparable || canonical(from.valueExt) !== canonical(to.valueExt))
    return 'changed';
  if (a === b) return undefined;
  if (SMALLER.includes(name)) return b > a ? 'loosened' : 'tightened';
  return LARGER.includes(name) ? (b < a ? 'loosened' : 'tightened') : 'changed';
}

function amount({ value, unit }: SlaProperty): number | undefined {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)
        ? Number(value)
        : undefined;
  return number === undefined ? undefined : number * (UNITS[unit ?? ''] ?? 1);
}

function shownSla({ value, valueExt, unit }: SlaProperty): string {
  const upTo = valueExt === undefined ? '' : ` to ${String(valueExt)}`;
  return `${String(value)}${upTo}${unit === undefined ? '' : ` ${unit}`}`;
}

function byKey(properties: readonly SlaProperty[]): Map<string, SlaProperty> {
  return new Map(
    properties.map((one) => [
      [one.property, ...(one.driver ? [one.driver] : []), ...[...one.element].sort()].join('.'),
      one,
    ]),
  );
}
