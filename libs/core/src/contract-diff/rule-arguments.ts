import type { LibraryArguments, LibraryRule } from '../model/quality';
import { canonical, type Direction } from './change';
import { compareSets, type Interval } from './subset';

/** Lists among a metric's arguments, and whether a longer one counts more rows or fewer. */
const LISTS: Readonly<Record<'validValues' | 'missingValues' | 'properties', 'more' | 'fewer'>> = {
  validValues: 'fewer',
  missingValues: 'more',
  properties: 'fewer',
};

/**
 * Which way a rule moved that measures the same with another list: of valid values, of what counts as missing, of the
 * columns of a key. `passing`: the measures that pass, of both. `changed` where more than one list is another one.
 */
export function compareArguments(from: LibraryRule, to: LibraryRule, passing: readonly Interval[]): Direction {
  const names = Object.keys(LISTS) as (keyof typeof LISTS)[];
  const [name, ...others] = names.filter((one) => canonical(from.arguments[one]) !== canonical(to.arguments[one]));
  const same = from.metric === to.metric && from.unit === to.unit && from.column === to.column;
  const samePattern = from.arguments.pattern === to.arguments.pattern;
  if (name === undefined || others.length > 0 || !same || !samePattern) return 'changed';
  const [old, young] = [listed(from.arguments, name), listed(to.arguments, name)];
  const longer = old && young ? compareSets(old, young) : undefined;
  if (longer !== 'loosened' && longer !== 'tightened') return 'changed';
  const more = (longer === 'loosened') === (LISTS[name] === 'more');
  const [only, ...rest] = passing;
  if (!only || rest.length > 0) return 'changed';
  if (only.high === Infinity) return more ? 'loosened' : 'tightened';
  return only.low <= 0 ? (more ? 'tightened' : 'loosened') : 'changed';
}

function listed(given: LibraryArguments, name: keyof typeof LISTS): string[] | undefined {
  return given[name]?.map((value) => canonical(value));
}
