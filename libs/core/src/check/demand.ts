import type { CheckOutcome } from '../model/check';

/** What `expected` says of the values of a column that has it. */
const HAD: readonly CheckOutcome['kind'][] = ['required', 'unique', 'primaryKey', 'length', 'items'];
const MATCHES = 'matches ';

/** What a rule demands and what was found, as a sentence about the rule: `must be at most 5, and is 7`. */
export function brokenWords({ kind, expected, measured, rows }: CheckOutcome): string {
  if (rows > 0) return `${demand(kind, expected)}, and ${rows === 1 ? '1 row breaks' : `${rows} rows break`} it`;
  if (kind !== 'freshness') return `${demand(kind, expected)}, and is ${measured ?? 'null'}`;
  return `${demand(kind, expected)}, and ${measured === null ? 'has no value' : `the newest value is of ${measured}`}`;
}

function demand(kind: CheckOutcome['kind'], expected: string): string {
  if (HAD.includes(kind)) return `must have ${expected}`;
  if (kind !== 'pattern') return `must be ${expected}`;
  return expected.startsWith(MATCHES) ? `must match ${expected.slice(MATCHES.length)}` : `must have ${expected}`;
}
