import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redactor } from './redactor';
import { isSecretReference, resolveSecret } from './secret';

const folder = mkdtempSync(join(tmpdir(), 'mu-mesh-secret-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SECRETS = [
  'hunter2!',
  'pä$$ wörd/"quoted"\\',
  "it's+a=b&c",
  '-----BEGIN KEY-----\nMIIEabcdefgh\nijklmnop==\n-----END KEY-----\n',
  'abcd',
  '🙂🙂🙂',
  'line1"x\tline2',
];

function encodings(secret: string): string[] {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return [
    secret,
    `x${secret}y`,
    JSON.stringify(secret),
    JSON.stringify(JSON.stringify({ a: secret })),
    encodeURIComponent(secret),
    new URLSearchParams({ p: secret }).toString(),
    encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
    base64(secret),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(secret).toString('hex'),
    `'${secret.replaceAll("'", "''")}'`,
    ...secret.split('\n').filter((line) => line.length >= 4),
  ];
}

test.each(SECRETS)('%j does not pass in any form', (secret) => {
  const redactor = new Redactor();
  redactor.register(secret);
  for (const text of encodings(secret)) {
    const shown = redactor.redact(`before ${text} after`);
    expect(shown).toMatch(/^before .*\*\*\*.* after$/s);
    expect(shown).not.toContain(secret.split('\n')[0]);
    if (!secret.includes('\n')) expect(Buffer.from(shown.slice(7, -6), 'base64').toString()).not.toContain(secret);
  }
});

test('a secret inside a longer base64 text does not pass, whatever stands before it', () => {
  const redactor = new Redactor();
  redactor.register('correct-horse');
  for (const user of ['', 'a', 'ab', 'abc', 'user:']) {
    for (const tail of ['', 'z', 'zz']) {
      const shown = redactor.redact(Buffer.from(`${user}correct-horse${tail}`).toString('base64'));
      expect(Buffer.from(shown.replaceAll('***', ''), 'base64').toString('latin1')).not.toMatch(/correct|horse/);
    }
  }
});

test('the longest form wins, short values and no values change nothing', () => {
  const redactor = new Redactor();
  expect(redactor.redact('abc')).toBe('abc');
  redactor.register('abc');
  expect(redactor.redact('abc')).toBe('abc');
  redactor.register('abcd');
  redactor.register('abcdefgh');
  expect(redactor.redact('abcdefgh abcd $& .*')).toBe('*** *** $& .*');
  expect(redactor.redactValue({ abcd: ['x abcd', 1, null, { deep: 'abcdefgh' }] })).toEqual({
    '***': ['x ***', 1, null, { deep: '***' }],
  });
});

test('references are read at use and known to the redactor', () => {
  const redactor = new Redactor();
  const file = join(folder, 'secret');
  writeFileSync(file, 'from-file\r\n');
  expect(resolveSecret({ env: 'PG' }, { env: { PG: 'from-env' }, redactor })).toBe('from-env');
  expect(resolveSecret({ file }, { redactor })).toBe('from-file');
  expect(redactor.redact('from-env from-file')).toBe('*** ***');
  expect([{ env: 'A' }, { file: 'x' }, { env: 'A', file: 'x' }, { env: 1 }, 'x', null].map(isSecretReference)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test.each([
  [{ env: 'NOPE' }, /NOPE is not set/],
  [{ env: 'toString' }, /not set/],
  [{ env: 'EMPTY' }, /is empty/],
  [{ file: join(folder, 'no') }, /cannot be read: ENOENT/],
  [{ file: 'relative' }, /not absolute/],
])('%j cannot be read', (reference, message) => {
  expect(() => resolveSecret(reference, { env: { EMPTY: '' }, redactor: new Redactor() })).toThrow(
    expect.objectContaining({ code: 'CONFIG_SECRET', message: expect.stringMatching(message) as string }) as Error,
  );
});
