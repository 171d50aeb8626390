import type { ContractChange } from './change';

export const BUMPS = ['none', 'patch', 'minor', 'major'] as const;
export type Bump = (typeof BUMPS)[number];

/**
 * The bump that changes ask for: major where readers break, minor where something they can see is new. A contract that
 * is new begins with the version that it has.
 */
export function requiredBump(changes: readonly Pick<ContractChange, 'consumer' | 'kind'>[]): Bump {
  const others = changes.filter(({ kind }) => kind !== 'version_changed' && kind !== 'contract_added');
  if (others.some(({ consumer }) => consumer === 'breaking')) return 'major';
  if (others.some(({ consumer }) => consumer === 'compatible')) return 'minor';
  return others.length > 0 ? 'patch' : 'none';
}

/**
 * The bump between two versions; `none` for a lower one. Below 1.0.0 the second number counts as the first one does
 * later, as in ranges such as `^0.3.0` (semver 2.0.0, item 4).
 */
export function bumpBetween(from: string, to: string): Bump {
  const [a, b] = [numbers(from), numbers(to)];
  const at = a && b ? a.findIndex((part, index) => part !== b[index]) : -1;
  if (!a || !b || at < 0 || (b[at] ?? 0) < (a[at] ?? 0)) return 'none';
  if (at === 0) return 'major';
  if (at === 1) return a[0] === 0 ? 'major' : 'minor';
  return 'patch';
}

/** The next version that readers of this one do not get by themselves. */
export function nextMajor(version: string): string {
  const [major = 0, minor = 0] = numbers(version) ?? [];
  return major === 0 ? `0.${minor + 1}.0` : `${major + 1}.0.0`;
}

function numbers(version: string): [number, number, number] | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:[-+]|$)/.exec(version);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}
