import { parseYaml } from './yaml-document';

const issuesOf = (text: string) =>
  parseYaml('/f.yaml', text).issues.map(
    ({ code, message, position }) => `${position?.line}:${position?.column} ${code} ${message}`,
  );

test('values and positions of blocks, flows and scalars', () => {
  const document = parseYaml(
    '/f.yaml',
    'a: 1\nteam:\n  members:\n    - { username: "x", role: owner }\n  since: 2024-01-01\n',
  );
  expect(document.issues).toEqual([]);
  expect(JSON.stringify(document.value)).toBe(
    '{"a":1,"team":{"members":[{"username":"x","role":"owner"}],"since":"2024-01-01"}}',
  );
  expect(document.position('/team/members/0/role')).toMatchObject({ line: 4, column: 30 });
  expect(document.keyPosition('/team/since')).toMatchObject({ line: 5, column: 3 });
});

test.each([
  ['', '1:1 CONFIG_SYNTAX the file is empty'],
  ['a: 1\na: 2', '2:1 CONFIG_INVALID the key "a" stands here twice'],
  ['a: &x 1', '1:7 CONFIG_INVALID anchors (&name) are not read'],
  ['a: &x 1\nb: *x', '2:4 CONFIG_INVALID aliases (*name) are not read'],
  ['a:\n  <<: {b: 1}', '2:3 CONFIG_INVALID merge keys (<<) are not read'],
  ['a: !!js/function "x"', '1:4 CONFIG_SYNTAX tags are not read; write the plain value'],
  ['__proto__: {a: 1}', '1:1 CONFIG_INVALID the key "__proto__" is not allowed'],
  ['1: a', '1:1 CONFIG_INVALID a key must be text'],
  ['a: 1\n---\nb: 1', '2:1 CONFIG_SYNTAX the file holds several documents; one is read'],
])('%j', (text, expected) => {
  expect(issuesOf(text)).toContain(expected);
});

test('a bomb of aliases and deep nesting end at once', () => {
  const start = Date.now();
  const bomb = Array.from(
    { length: 20 },
    (_, i) => `k${i}: &a${i} [${Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*a${i - 1}`)).join(',')}]`,
  ).join('\n');
  expect(issuesOf(bomb).length).toBeGreaterThan(0);
  for (const text of ['['.repeat(500_000), '- '.repeat(500_000), '{a: '.repeat(250_000), '? '.repeat(500_000)]) {
    expect(issuesOf(text)).toEqual([expect.stringContaining('CONFIG_LIMIT')]);
  }
  const stairs = Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
  expect(issuesOf(stairs)).toEqual([expect.stringContaining('CONFIG_LIMIT')]);
  expect(Date.now() - start).toBeLessThan(5000);
});
