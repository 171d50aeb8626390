import { jsonFromBytes } from '../load-document';
import { parseJson } from './json-document';

const issuesOf = (text: string) =>
  parseJson('/f.json', text).issues.map(
    ({ code, message, position }) => `${position?.line}:${position?.column} ${code} ${message}`,
  );

test('comments and trailing commas are read, positions count UTF-16 units from 1', () => {
  const document = parseJson('/f.json', '{ // hello\n  "🙂": [1, {"a/b": true,},], /* x */ "b": null }');
  expect(document.issues).toEqual([]);
  expect(JSON.stringify(document.value)).toBe('{"🙂":[1,{"a/b":true}],"b":null}');
  expect(document.position('/🙂')).toEqual({ file: '/f.json', line: 2, column: 9, pointer: '/🙂' });
  expect(document.position('/🙂/1/a~1b')).toMatchObject({ line: 2, column: 21 });
  expect(document.keyPosition('/🙂/1/a~1b')).toMatchObject({ line: 2, column: 14 });
  expect(document.position('/b')).toMatchObject({ line: 2, column: 44 });
  expect(document.position('/missing/deep')).toMatchObject({ line: 1, column: 1 });
});

test.each([
  ['', '1:1 CONFIG_SYNTAX the file is empty'],
  ['{"a": 1\n "b": 2}', '2:2 CONFIG_SYNTAX a "," or "}" is missing here; found "b"'],
  ['{"a": }', '1:7 CONFIG_SYNTAX a value is missing here; found }'],
  ['{"a": [1, 2', '1:12 CONFIG_SYNTAX a "," or "]" is missing here, but the file ends'],
  ['{"a": "x\n"}', '1:7 CONFIG_SYNTAX a string is not closed: the quote at its end is missing'],
  ['{} {}', '1:4 CONFIG_SYNTAX the file should end here, but there is more text'],
  ['[1e999]', '1:2 CONFIG_SYNTAX this number is too large'],
  ['{"a": 1, "a": 2}', '1:10 CONFIG_INVALID the key "a" stands here twice'],
  ['{"a": {"__proto__": {"x": 1}}}', '1:8 CONFIG_INVALID the key "__proto__" is not allowed'],
  ['{"constructor": 1, "prototype": 2}', '1:2 CONFIG_INVALID the key "constructor" is not allowed'],
  ['{"\\u005f_proto__": 1}', '1:2 CONFIG_INVALID the key "__proto__" is not allowed'],
])('%j', (text, expected) => {
  expect(issuesOf(text)[0]).toBe(expected);
});

test('nothing of a file reaches a prototype', () => {
  const { value } = parseJson(
    '/f.json',
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "ok": 1}',
  );
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect(Object.keys(value as object)).toEqual(['ok']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('64 levels are read, 65 are not, and a megabyte of brackets ends at once', () => {
  expect(issuesOf('['.repeat(64) + ']'.repeat(64))).toEqual([]);
  expect(issuesOf('['.repeat(65) + ']'.repeat(65))).toEqual(['1:65 CONFIG_LIMIT more than 64 levels of nesting']);
  expect(issuesOf('{"a":'.repeat(200_000))).toHaveLength(1);
});

test('bytes: the mark at the start is passed, invalid UTF-8 and large files are refused', () => {
  const of = (bytes: Uint8Array) => jsonFromBytes('/f.json', bytes);
  expect(of(Buffer.from('\uFEFF{"a": 1}')).issues).toEqual([]);
  expect(of(Buffer.from('\uFEFF{"a": 1}')).position('/a')).toMatchObject({ column: 7 });
  const broken = of(Buffer.concat([Buffer.from('{\n "é": "'), Buffer.from([0xff]), Buffer.from('"}')]));
  expect(broken.issues).toMatchObject([{ code: 'CONFIG_SYNTAX', position: { line: 2, column: 8 } }]);
  expect(of(Buffer.alloc(1024 * 1024 + 1, ' ')).issues).toMatchObject([
    { code: 'CONFIG_LIMIT', position: { line: 1, column: 1 } },
  ]);
});
