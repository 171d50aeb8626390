import { type OptionRule, rule } from './rule';

const ESCAPES = new Map([
  ['t', '\t'],
  ['f', '\f'],
  ['b', '\b'],
  ['u0000', '\0'],
]);

/** What stands between two values, in Spark's spelling, where `\t` and `\\` are escapes; 1 to 4 bytes. */
export function separator(): OptionRule<string> {
  return rule<string>(
    'What stands between two values; up to four bytes, \\t for a tab.',
    ',',
    (value) => {
      if (typeof value !== 'string') return { problem: `must be a text, not ${JSON.stringify(value)}` };
      const text = value.replace(/\\(u0000|.)/g, (_, char: string) => ESCAPES.get(char) ?? char);
      if (text === '') return { problem: 'is empty' };
      if (/[\r\n\0]/.test(text)) return { problem: 'must not hold a line break or NUL' };
      if (Buffer.byteLength(text) > 4) return { problem: `has more than four bytes: ${JSON.stringify(value)}` };
      return { value: text };
    },
    { aliases: ['delimiter'], examples: [',', ';', '\\t', '|'] },
  );
}
