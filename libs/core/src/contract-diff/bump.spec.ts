import { bumpBetween, nextMajor, requiredBump } from './bump';

it.each([
  ['1.0.0', '2.0.0', 'major'],
  ['1.9.9', '2.0.0-beta.1', 'major'],
  ['1.0.0', '1.1.0', 'minor'],
  ['1.0.0', '1.0.1', 'patch'],
  ['1.0.0', '1.0.0', 'none'],
  ['2.0.0', '1.9.0', 'none'],
  ['2.1.0', '2.0.9', 'none'],
  ['0.3.0', '0.4.0', 'major'],
  ['0.3.0', '0.3.1', 'patch'],
  ['0.3.0', '1.0.0', 'major'],
  ['draft', '1.0.0', 'none'],
])('from %s to %s is %s', (from, to, bump) => {
  expect(bumpBetween(from, to)).toBe(bump);
});

it('the next major version is a major bump', () => {
  for (const version of ['0.0.7', '0.3.1', '1.2.3', '10.0.0'])
    expect(bumpBetween(version, nextMajor(version))).toBe('major');
});

it('asks for the largest bump of what changed, and for none where only the version did', () => {
  const of = (...levels: ('breaking' | 'compatible' | 'cosmetic')[]): string =>
    requiredBump(levels.map((consumer) => ({ kind: 'column_added', consumer })));
  expect([of('cosmetic', 'breaking', 'compatible'), of('compatible', 'cosmetic'), of('cosmetic'), of()]).toEqual([
    'major',
    'minor',
    'patch',
    'none',
  ]);
  expect(requiredBump([{ kind: 'version_changed', consumer: 'cosmetic' }])).toBe('none');
  expect(requiredBump([{ kind: 'contract_added', consumer: 'compatible' }])).toBe('none');
});
