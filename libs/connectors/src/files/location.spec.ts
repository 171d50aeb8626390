import { covers, locate, locationProblem } from './location';

test.each([
  ['data/x.csv', '/ws/job/data/x.csv', []],
  ['./data/../x.csv', '/ws/job/x.csv', []],
  ['../shared/*.csv', '/ws/shared', ['*.csv']],
  ['/lake/{a,b}/**/x?.csv', '/lake', ['{a,b}', '**', 'x?.csv']],
  ['data/a\\*b.csv', '/ws/job/data/a*b.csv', []],
  ['*.csv', '/ws/job', ['*.csv']],
  ['/ws/job/data/*.csv', '/ws/job/data', ['*.csv']],
  ['data/', '/ws/job/data', []],
])('%s starts at %s', (text, root, pattern) => {
  expect(locate(text, '/ws/job')).toEqual({ root, pattern });
});

test('a base with brackets in its name is no glob, also once the path was made absolute', () => {
  const expected = { root: '/ws/[x] {y}*/data', pattern: ['*.csv'] };
  expect(locate('data/*.csv', '/ws/[x] {y}*')).toEqual(expected);
  expect(locate('/ws/[x] {y}*/data/*.csv', '/ws/[x] {y}*')).toEqual(expected);
});

test.each([
  ['', 'empty'],
  ['a\0b', 'NUL'],
  ['~/data', '"~"'],
  ['~me/data', '"~"'],
  ['/ws/job/~/data', '"~"'],
  ['s3://bucket/key', 'URL (s3://)'],
  ['/ws/job/https:/example.org/x.csv', 'URL (https://)'],
  ['file:///x.csv', 'URL (file://)'],
  ['data/*/../x.csv', 'goes up'],
  ['data/{a/b,c}.csv', '/ inside braces'],
  ['data/[a.csv', 'not closed'],
])('%j is refused with words', (text, words) => {
  expect(locationProblem(text)?.message).toContain(words);
});

test.each(['data/~backup.csv', 'a:b.csv', 'data/*.csv', '../x', 'C/x'])('%s is a path', (text) => {
  expect(locationProblem(text)).toBeUndefined();
});

test.each([
  ['data/*.csv', '/b/data/x.csv', true],
  ['data/*.csv', '/b/data/y/x.csv', false],
  ['data/**/*.csv', '/b/data/x.csv', true],
  ['data/**/*.csv', '/b/data/y/z/x.csv', true],
  ['data', '/b/data/y/x.csv', true],
  ['data', '/b/database/x.csv', false],
  ['data/x.csv', '/b/data/x.csv', true],
  ['d*', '/b/data/y/x.csv', true],
])('%s covers %s: %s', (text, path, expected) => {
  expect(covers(locate(text, '/b'), path)).toBe(expected);
});
