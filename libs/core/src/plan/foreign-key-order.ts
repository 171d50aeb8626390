import { foreignKeyTargets } from '../check/foreign-key';
import { contractSchema } from '../model/contract';
import type { Dataset } from '../model/job';
import type { PlannedDataset } from '../model/plan';

/** The other datasets that foreign keys of a dataset's contract lead to. */
export function keyTargets({ contract }: Dataset): string[] {
  const object = contract && contractSchema(contract);
  return contract && object ? foreignKeyTargets(contract, object) : [];
}

/**
 * Of the tables that contracts' foreign keys lead to, those that this run builds are built before. A circle is broken
 * at the key that would close it: that one is checked against the version before.
 */
export function orderForeignKeys(planned: readonly PlannedDataset[]): void {
  const known = new Map(planned.map((entry) => [entry.address, entry]));
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return known.get(from)?.after.some((next) => reaches(next, to, seen)) ?? false;
  };
  for (const entry of planned) {
    for (const target of keyTargets(entry.dataset)) {
      if (known.has(target) && !entry.after.includes(target) && !reaches(target, entry.address))
        entry.after.push(target);
    }
  }
}
