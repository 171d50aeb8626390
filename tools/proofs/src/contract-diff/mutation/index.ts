import { baseContracts } from './base-contracts';
import { COLUMN_KINDS, OPTION_KINDS, PROMISE_KINDS, TYPE_KINDS, WORD_KINDS } from './column-kinds';
import { CONTRACT_KINDS, RULE_KINDS } from './contract-kinds';
import type { Contract } from './document';
import { seededPick } from './mutation';

export { type Contract } from './document';

export const KINDS = [
  ...COLUMN_KINDS,
  ...TYPE_KINDS,
  ...PROMISE_KINDS,
  ...OPTION_KINDS,
  ...RULE_KINDS,
  ...WORD_KINDS,
  ...CONTRACT_KINDS,
];

/** A contract before and after one change. */
export interface Mutant {
  /** `case_017`. */
  name: string;
  kind: string;
  /** Which column, rule … it was. */
  where: string;
  from: Contract;
  to: Contract;
}

/** As many contracts with one change each, every kind at least once; the same ones for the same seed. */
export function mutants(count: number, seed: number): Mutant[] {
  const found: Mutant[] = [];
  const seen = new Set<string>();
  for (let turn = 0; found.length < count && turn < count; turn += 1) {
    for (const { kind, mutate } of KINDS) {
      if (found.length === count) break;
      const name = `case_${String(found.length).padStart(3, '0')}`;
      const pick = seededPick(seed + turn * KINDS.length + found.length);
      for (const base of turn % 2 === 0 ? baseContracts() : baseContracts().reverse()) {
        const from: Contract = { ...base, id: `urn:${name}` };
        const to = structuredClone(from);
        const where = mutate(to, pick);
        if (where === undefined || seen.has(JSON.stringify([kind, from.name, where]))) continue;
        seen.add(JSON.stringify([kind, from.name, where]));
        found.push({ name, kind, where, from, to });
        break;
      }
    }
  }
  return found;
}
