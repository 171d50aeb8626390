import { code, fenced, markdownTable, message, prose } from './markdown';

const ATTACKS = [
  '<img src=x onerror=alert(1)>',
  '<!-- mesh pr-report -->',
  '</code><script>',
  '[click](javascript:alert(1))',
  '![x](https://evil.test/pixel.png)',
  '**bold** _em_ ~~gone~~',
  'a | b | c',
  '\\| still one cell \\',
  '`` ` ``',
  'two\nlines\r\n\n# heading',
  '@acme/team please look',
  '#12 and GH-12',
  'www.evil.test',
  '&lt;b&gt;',
  '\u001b[31mred\u202e',
];

it.each(ATTACKS)('prose says %j and does nothing', (text) => {
  const shown = prose(text);
  expect(shown).not.toMatch(/[<>`*[\]~|\\\n\u001b\u202e]|(?<!&)#(?=\d)|@(?=\w)|:\/\/|www\./);
  expect(shown.replace(/&#\d+;/g, '')).not.toMatch(/&/);
  expect(said(shown)).toBe(said(text));
});

it.each(ATTACKS)('code says %j and does nothing', (text) => {
  const shown = code(text);
  const inside =
    /^`([^`\\|\n]+)`$/.exec(shown)?.[1] ?? /^<code>((?:[^!-/:-@[-`{-~\n]|&#\d+;)*)<\/code>$/.exec(shown)?.[1];
  expect(inside).toBeDefined();
  expect(said(inside ?? '')).toBe(said(text));
});

it.each(ATTACKS)('a message about %j does nothing', (text) => {
  const shown = message(`the column \`${text}\` of ${text}`);
  const outside = shown.replace(/`[^`\n]+`|<code>(?:[^!-/:-@[-`{-~\n]|&#\d+;|&nbsp;)*<\/code>/g, '');
  expect(outside).not.toMatch(/[<>`*[\]~|\\\n\u001b\u202e]|(?<!&)#(?=\d)|@(?=\w)|:\/\/|www\./);
});

it('a message has names as code', () => {
  expect(message('the column `a_b` is no `c`, 1 * 2')).toBe('the column `a_b` is no `c`, 1 &#42; 2');
});

it('code is readable where nothing is in it', () => {
  expect([
    code('sales.gold.daily_sales'),
    code('12.50'),
    code(''),
    code('  '),
    code('x'.repeat(5), 3),
    code(' a'),
  ]).toEqual([
    '`sales.gold.daily_sales`',
    '`12.50`',
    '<code></code>',
    '<code>&nbsp;&nbsp;</code>',
    '`xx…`',
    '<code> a</code>',
  ]);
});

it('a fence is longer than what stands in it', () => {
  expect(fenced('a\n````\nb\n', 'md')).toBe('`````md\na\n````\nb\n`````');
});

it('a table has its rows', () => {
  expect(markdownTable(['a', ''], [['1', '2']])).toBe('| a |  |\n|---|---|\n| 1 | 2 |');
});

/** What a reader sees. */
function said(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, number) => String.fromCharCode(Number(number)))
    .replaceAll('\u200b', '')
    .replace(/\r?\n/g, '⏎')
    .replace('\u001b', '\u241b')
    .replace('\u202e', '\ufffd');
}
