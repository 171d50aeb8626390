import { canonicalEncoding, checkEncoding, encodingChooser } from './encoding';

test.each([
  ['UTF8', 'utf-8'],
  ['utf-8', 'utf-8'],
  ['Latin1', 'iso-8859-1'],
  ['ISO-8859-1', 'iso-8859-1'],
  ['Cp1252', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
  ['UTF-16LE', 'utf-16le'],
  ['Shift_JIS', 'shift_jis'],
  ['ISO-8859-15', 'iso-8859-15'],
  ['ibm850', 'ibm850'],
])('%s is %s', (name, canonical) => {
  expect(canonicalEncoding(name)).toBe(canonical);
});

test.each(['base64', 'hex', 'binary', '_internal', 'constructor', '__proto__', 'klingon', '', 'a b'])(
  '%j is no encoding',
  (name) => {
    expect(canonicalEncoding(name)).toBeUndefined();
  },
);

test('the first glob that covers a file counts, then UTF-8', () => {
  const encodingOf = encodingChooser(
    { 'data/*-legacy.csv': 'windows-1252', '*-legacy.csv': 'latin1', old: 'utf-16' },
    undefined,
    '/b',
  );
  expect(encodingOf('/b/data/x-legacy.csv')).toBe('windows-1252');
  expect(encodingOf('/b/data/deep/x-legacy.csv')).toBe('iso-8859-1');
  expect(encodingOf('/b/old/x.csv')).toBe('utf-16');
  expect(encodingOf('/b/data/x.csv')).toBeUndefined();
});

test('one name is for all files, an option fills in behind the globs', () => {
  expect(encodingChooser('Latin1', undefined, '/b')('/b/x')).toBe('iso-8859-1');
  expect(encodingChooser({ 'a*': 'utf-8' }, 'latin1', '/b')('/b/c')).toBe('iso-8859-1');
  expect(encodingChooser({ 'a*': 'utf-8' }, 'latin1', '/b')('/b/a')).toBeUndefined();
});

test('unknown names and broken globs are findings at their place', () => {
  expect(checkEncoding('windows-1225')).toEqual([
    { pointer: '/encoding', message: 'there is no encoding "windows-1225"', hint: 'Did you mean "windows-1250"?' },
  ]);
  expect(checkEncoding({ 'a/[b': 'utf-8', 'c/d': 'klingon' }).map(({ pointer }) => pointer)).toEqual([
    '/encoding/a~1[b',
    '/encoding/c~1d',
  ]);
});
