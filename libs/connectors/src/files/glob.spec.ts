import { compileGlob } from './glob';

test.each([
  ['*.csv', ['a.csv', '.csv', 'a.b.csv'], ['a.csv.gz', 'acsv', 'a.CSV']],
  ['a?c', ['abc', 'aüc', 'a😀c'], ['ac', 'abbc']],
  ['[a-c]x', ['ax', 'cx'], ['dx', '-x']],
  ['[^a-c]x', ['dx'], ['ax']],
  ['[!a]x', ['bx'], ['ax']],
  ['{a,b{1,2}}.csv', ['a.csv', 'b1.csv', 'b2.csv'], ['b.csv', '{a.csv']],
  ['\\[a\\]*', ['[a]', '[a]b'], ['a']],
  ['a(1)+.$|^', ['a(1)+.$|^'], ['a1']],
  ['*a*b*', ['xaxbx', 'ab'], ['ba']],
])('%s', (pattern, accepted, refused) => {
  const matches = compileGlob(pattern);
  expect([...accepted, ...refused].filter(matches)).toEqual(accepted);
});

test.each(['[a', '{a', 'a\\', '[]', '{a,b}'.repeat(10)])('%s cannot be read', (pattern) => {
  expect(() => compileGlob(pattern)).toThrow(/^(has|ends)/);
});

test('many stars cost no more than a product of lengths', () => {
  const started = performance.now();
  expect(compileGlob(`${'*a'.repeat(100)}b`)('a'.repeat(250))).toBe(false);
  expect(performance.now() - started).toBeLessThan(200);
});
