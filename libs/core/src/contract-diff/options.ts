import type { LogicalTypeOptions } from '../model/contract';
import { canonical, moved, type ContractChange, type Direction, type Place } from './change';
import { compareIntervals, directionOf, type Interval } from './subset';

/** Changes of what values a column may have, of one column. */
export function optionChanges(place: Place, from: LogicalTypeOptions, to: LogicalTypeOptions): ContractChange[] {
  const found: ContractChange[] = [];
  const add = (
    topic: Parameters<typeof moved>[1],
    direction: Direction | undefined,
    keys: readonly (keyof LogicalTypeOptions)[],
  ): void => {
    if (direction) found.push(moved(place, topic, direction, picked(from, keys), picked(to, keys)));
  };
  add('range', compareBounds(from, to), ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum']);
  add('length', compareIntervals([span(from.minLength, from.maxLength)], [span(to.minLength, to.maxLength)]), [
    'minLength',
    'maxLength',
  ]);
  add('length', compareIntervals([span(from.minItems, from.maxItems)], [span(to.minItems, to.maxItems)]), [
    'minItems',
    'maxItems',
  ]);
  add('pattern', compareWords(from.pattern, to.pattern), ['pattern']);
  add('format', compareWords(from.format, to.format), ['format']);
  add('options', compareSteps(from.multipleOf, to.multipleOf), ['multipleOf']);
  add('options', compareWords(from.timezone, to.timezone), ['timezone']);
  add(
    'unique',
    directionOf(!to.uniqueItems || from.uniqueItems === true, !from.uniqueItems || to.uniqueItems === true),
    ['uniqueItems'],
  );
  const missing = (a: string[] = [], b: string[] = []): boolean => a.every((name) => b.includes(name));
  add('nullability', directionOf(missing(to.required, from.required), missing(from.required, to.required)), [
    'required',
  ]);
  return found;
}

/** Given or not given can be compared; two different words cannot. */
function compareWords(from: unknown, to: unknown): Direction | undefined {
  if (from === to) return undefined;
  if (from === undefined) return 'tightened';
  return to === undefined ? 'loosened' : 'changed';
}

function compareSteps(from: number | undefined, to: number | undefined): Direction | undefined {
  if (from === undefined || to === undefined) return compareWords(from, to);
  const multiple = (a: number, b: number): boolean => Number.isInteger(a / b);
  return directionOf(multiple(from, to), multiple(to, from));
}

function compareBounds(from: LogicalTypeOptions, to: LogicalTypeOptions): Direction | undefined {
  const bounds = ({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: LogicalTypeOptions) => [
    minimum,
    exclusiveMinimum,
    maximum,
    exclusiveMaximum,
  ];
  const [old, young] = [bounds(from), bounds(to)];
  if (canonical(old) === canonical(young)) return undefined;
  const [a, b] = [range(old), range(young)];
  return a && b ? compareIntervals([a], [b]) : 'changed';
}

/** The numbers, or moments, between bounds; undefined where a bound is neither. */
function range(bounds: readonly (number | string | undefined)[]): Interval | undefined {
  const [low, lowOpen, high, highOpen] = bounds.map((bound) => (bound === undefined ? undefined : measure(bound)));
  if ([low, lowOpen, high, highOpen].some((bound) => bound !== undefined && Number.isNaN(bound))) return undefined;
  const least = Math.max(low ?? -Infinity, lowOpen ?? -Infinity);
  const most = Math.min(high ?? Infinity, highOpen ?? Infinity);
  return {
    low: least,
    high: most,
    lowOpen: lowOpen === least && lowOpen !== undefined,
    highOpen: highOpen === most && highOpen !== undefined,
  };
}

/** Moments in milliseconds, those without a zone as if in UTC. */
function measure(bound: number | string): number {
  if (typeof bound === 'number') return bound;
  const text = /^\d\d:\d\d/.test(bound) ? `1970-01-01T${bound}` : bound;
  return Date.parse(/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`);
}

function span(least = 0, most = Infinity): Interval {
  return { low: least, high: most, lowOpen: false, highOpen: false };
}

function picked(options: LogicalTypeOptions, keys: readonly (keyof LogicalTypeOptions)[]): string | null {
  const given = keys.filter((key) => options[key] !== undefined);
  return given.length === 0 ? null : given.map((key) => `${key} ${canonical(options[key])}`).join(', ');
}
