import { change, reworded, type ContractChange, type Place } from './change';

/** A version that goes down leaves ranges that admitted it; any other change of it is judged by what else changed. */
export function versionChanges(place: Place, from: string, to: string): ContractChange[] {
  return isLower(to, from)
    ? [change(place, 'version_changed', 'breaking', from, to, 'cosmetic')]
    : reworded(place, 'version_changed', 'cosmetic', from, to);
}

/** Whether the first version comes before the second one (semver 2.0.0, item 11); not where one is none. */
export function isLower(version: string, than: string): boolean {
  const valid = require('semver/functions/valid') as typeof import('semver/functions/valid');
  const lt = require('semver/functions/lt') as typeof import('semver/functions/lt');
  return valid(version) !== null && valid(than) !== null && lt(version, than);
}
