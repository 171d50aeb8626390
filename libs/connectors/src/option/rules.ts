import { type AttributeValue, type OptionRule, type Parsed, rule } from './rule';

/** `true` or `false`, also as text in any case. */
export function flag(description: string, fallback: boolean): OptionRule<boolean> {
  return rule<boolean>(description, fallback, asBoolean, { examples: [true, false] });
}

export function text(description: string, fallback: string, aliases: readonly string[] = []): OptionRule<string> {
  return rule<string>(description, fallback, asText, { aliases, examples: fallback === '' ? [] : [fallback] });
}

export function optionalText(description: string, aliases: readonly string[] = []): OptionRule<string | undefined> {
  return rule<string | undefined>(description, undefined, asText, { aliases });
}

/** One ASCII character; empty, or Spark's `\\u0000`, switches it off where that is allowed. */
export function character<D extends string | undefined>(
  description: string,
  fallback: D,
  more: { mayBeEmpty: boolean },
): OptionRule<string | D> {
  return rule<string | D>(description, fallback, (value) => {
    const given = asText(value);
    if ('problem' in given) return given;
    const char = given.value === '\\u0000' ? '' : given.value;
    if (char === '' && more.mayBeEmpty) return { value: '' };
    if (/^[\x01-\x09\x0b\x0c\x0e-\x7f]$/.test(char)) return { value: char };
    return { problem: `must be one ASCII character, not ${JSON.stringify(given.value)}` };
  });
}

/** One of some words, in any case; the value is the word as listed. */
export function choice<const W extends string>(
  description: string,
  words: readonly W[],
  refused: Readonly<Record<string, string>> = {},
): OptionRule<W | undefined> {
  return rule<W | undefined>(
    description,
    undefined,
    (value) => {
      const given = String(value).trim();
      const word = words.find((candidate) => candidate.toLowerCase() === given.toLowerCase());
      if (word) return { value: word };
      const hint = new Map(Object.entries(refused)).get(given.toLowerCase());
      return { problem: `must be one of ${words.join(', ')}, not ${JSON.stringify(value)}`, ...(hint && { hint }) };
    },
    { examples: words },
  );
}

/** Only values that ask for what is done anyway; anything else is refused with the reason. */
export function only(
  accepted: readonly string[],
  why: string,
  hint: string,
  aliases: readonly string[] = [],
): OptionRule<undefined> {
  const words = accepted.map((word) => word.toLowerCase());
  const description = `Only ${accepted.map((word) => JSON.stringify(word)).join(' or ')}: ${why}.`;
  return rule<undefined>(
    description,
    undefined,
    (value) => {
      const given = String(value).trim().toLowerCase();
      if (words.includes(given) || words.some((word) => isSameNumber(word, given))) return { value: undefined };
      return { problem: `cannot be ${JSON.stringify(value)}: ${why}`, hint };
    },
    { aliases, examples: accepted },
  );
}

/** An option of Spark's that cannot be honoured at all. */
export function refused(why: string, hint: string, aliases: readonly string[] = []): OptionRule<undefined> {
  return rule<undefined>(`Refused: ${why}. ${hint}`, undefined, () => ({ problem: `is not supported: ${why}`, hint }), {
    aliases,
  });
}

export function asText(value: AttributeValue): Parsed<string> {
  if (Array.isArray(value)) return { problem: 'must be one value, not a list' };
  if (String(value).includes('\0')) return { problem: 'must not hold a NUL character' };
  return { value: String(value) };
}

function asBoolean(value: AttributeValue): Parsed<boolean> {
  if (typeof value === 'boolean') return { value };
  const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  if (word === 'true' || word === 'false') return { value: word === 'true' };
  return { problem: `must be true or false, not ${JSON.stringify(value)}` };
}

function isSameNumber(left: string, right: string): boolean {
  return left !== '' && right !== '' && Number(left) === Number(right);
}
