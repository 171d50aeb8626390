import type { CheckOutcome } from '../model/check';
import type { Comparison } from '../model/quality';
import { spellComparison } from './compare';
import { brokenWords } from './demand';

const position = { file: '/w/contract.odcs.yaml', line: 1, column: 1 };
const outcome = (more: Partial<CheckOutcome>): CheckOutcome => ({
  name: 'a rule',
  kind: 'sql',
  severity: 'fail',
  status: 'failed',
  measured: null,
  expected: '',
  rows: 0,
  ...more,
});

type Spelled<O = Comparison> = O extends unknown ? Omit<O, 'position'> : never;
test.each<[comparison: Spelled, measured: string | null, words: string]>([
  [{ operator: 'mustBe', value: 0 }, null, 'must be 0, and is null'],
  [{ operator: 'mustBe', value: 'open' }, 'closed', 'must be open, and is closed'],
  [{ operator: 'mustBe', value: null }, '3', 'must be null, and is 3'],
  [{ operator: 'mustBe', value: true }, 'false', 'must be true, and is false'],
  [{ operator: 'mustNotBe', value: 0 }, '0', 'must be other than 0, and is 0'],
  [{ operator: 'mustNotBe', value: null }, null, 'must be other than null, and is null'],
  [{ operator: 'mustBeGreaterThan', value: 5 }, '5', 'must be more than 5, and is 5'],
  [{ operator: 'mustBeGreaterOrEqualTo', value: 5 }, '4', 'must be at least 5, and is 4'],
  [{ operator: 'mustBeLessThan', value: 5 }, '5', 'must be less than 5, and is 5'],
  [{ operator: 'mustBeLessOrEqualTo', value: 5 }, '7', 'must be at most 5, and is 7'],
  [{ operator: 'mustBeBetween', value: [1, 10] }, '11', 'must be between 1 and 10, and is 11'],
  [{ operator: 'mustNotBeBetween', value: [1, 10] }, '3', 'must be less than 1 or more than 10, and is 3'],
])('%j that is %s', (comparison, measured, words) => {
  expect(brokenWords(outcome({ expected: spellComparison({ ...comparison, position }), measured }))).toBe(words);
});

test.each<[kind: CheckOutcome['kind'], expected: string, words: string]>([
  ['required', 'a value', 'must have a value'],
  ['unique', 'no value twice', 'must have no value twice'],
  ['primaryKey', 'no value twice', 'must have no value twice'],
  ['enum', 'one of "a", "b"', 'must be one of "a", "b"'],
  ['range', 'at least 0', 'must be at least 0'],
  ['range', 'a multiple of 5', 'must be a multiple of 5'],
  ['length', 'at most 3 characters', 'must have at most 3 characters'],
  ['pattern', 'matches ^a', 'must match ^a'],
  ['pattern', 'the format uuid', 'must have the format uuid'],
  ['items', 'no item twice', 'must have no item twice'],
  ['foreignKey', 'in crm.gold.customers.id', 'must be in crm.gold.customers.id'],
  ['library', 'at most 5 percent', 'must be at most 5 percent'],
])('rows that break %s: %s', (kind, expected, words) => {
  expect(brokenWords(outcome({ kind, expected, measured: '1', rows: 1 }))).toBe(`${words}, and 1 row breaks it`);
  expect(brokenWords(outcome({ kind, expected, measured: '2', rows: 2 }))).toBe(`${words}, and 2 rows break it`);
});

test('of what is stale, the newest value is told', () => {
  const stale = outcome({ kind: 'freshness', expected: 'at most 4 h old', measured: '2026-11-20T00:00:00.000Z' });
  expect(brokenWords(stale)).toBe('must be at most 4 h old, and the newest value is of 2026-11-20T00:00:00.000Z');
  expect(brokenWords({ ...stale, measured: null })).toBe('must be at most 4 h old, and has no value');
});
