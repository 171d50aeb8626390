import { type AttributeValue, type OptionRule, type Parsed, rule } from './rule';

/** Letters of Spark's datetime patterns that are understood here. */
const LETTERS = new Set('yMdHhmsSaEDXxZzV');
const INSTEAD = 'Use y, M, d, E, D, H, h, a, m, s, S, X, x, Z, z or V; put other letters in single quotes.';

/** One Spark datetime pattern, or several that are tried in order. */
export function datetimePatterns(description: string): OptionRule<string[] | undefined> {
  return rule<string[] | undefined>(`${description} Several may be given as a list; they are tried in order.`, undefined, parsePatterns);
}

/** Exactly one pattern. */
export function datetimePattern(description: string): OptionRule<string | undefined> {
  return rule<string | undefined>(description, undefined, (value) => {
    const parsed = parsePatterns(value);
    if ('problem' in parsed) return parsed;
    const [first, ...more] = parsed.value;
    return more.length > 0 ? { problem: 'must be one pattern, not a list' } : { value: first };
  });
}

function parsePatterns(value: AttributeValue): Parsed<string[]> {
  if (typeof value !== 'string' && !Array.isArray(value)) return { problem: `must be a datetime pattern, not ${JSON.stringify(value)}` };
  const patterns = Array.isArray(value) ? value : [value];
  for (const pattern of patterns) {
    const problem = patternProblem(pattern);
    if (problem) return { problem: `${problem} in ${JSON.stringify(pattern)}`, hint: INSTEAD };
  }
  return { value: patterns };
}

function patternProblem(pattern: string): string | undefined {
  if (pattern.trim() === '') return 'has nothing';
  const unquoted = pattern.replace(/'[^']*'/g, '');
  if (unquoted.includes('\'')) return 'has an open quote';
  const letter = [...unquoted].find((char) => /[A-Za-z]/.test(char) && !LETTERS.has(char));
  if (letter) return `has the pattern letter ${letter}, which is not understood,`;
  const brackets = unquoted.replace(/[^[\]]/g, '');
  return /^(\[\])*$/.test(brackets) ? undefined : 'has brackets that do not pair';
}
