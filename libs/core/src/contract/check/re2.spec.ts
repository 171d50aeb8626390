import { re2Problem } from './re2';

test.each([
  '',
  'abc',
  '^[A-Z]{2}\\d+$',
  '(a|b)*?',
  '(?i)x',
  '(?i:x)',
  '(?P<year>\\d{4})',
  '(?<y>\\d)',
  '[]a]',
  '[^]a]',
  '[[:alpha:]_]+',
  '\\p{Greek}',
  '\\x{10FFFF}',
  'a{,3}',
  '\\(',
  '[a\\]b]',
  'x{1000}',
  '\\.\\-\\/',
  '\\Q.\\E',
])('RE2 reads %s', (pattern) => {
  expect(re2Problem(pattern)).toBeUndefined();
});

test.each([
  '(?=a)',
  '(?!a)',
  '(?<=a)',
  '(?<!a)',
  '(?>a)',
  '(a)\\1',
  '\\k<n>',
  '(?(1)a)',
  'a++',
  'a**',
  '[a',
  'a)',
  '(a',
  '*a',
  '(*a)',
  'a|*',
  'a\\',
  'x{1001}',
  'x{3,2}',
  '\\y',
  '\\Z',
])('RE2 refuses %s', (pattern) => {
  expect(re2Problem(pattern)).toBeDefined();
});
