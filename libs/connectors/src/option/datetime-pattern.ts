import { type AttributeValue, type OptionRule, type Parsed, rule } from './rule';

/** Letters of Spark's datetime patterns by how often they may stand in a row. Source: Spark, "Datetime Patterns". */
const READ =
  words(`y yy yyy yyyy u uu uuuu M MM MMM MMMM L LL LLL LLLL d dd D DDD E EE EEE EEEE H HH k kk h hh K KK a m mm s ss
  S SS SSS SSSS SSSSS SSSSSS SSSSSSSSS X XX XXX x xx xxx Z ZZZ VV z`);
const WRITTEN = words(
  'y yy yyyy u uu uuuu M MM MMM MMMM d dd D DDD E EE EEE EEEE H HH h hh a m mm s ss SSS SSSSSS SSSSSSSSS X XX XXX x xxx Z VV z',
);

/** One Spark datetime pattern for reading, or several that are tried in order. */
export function datetimePatterns(description: string): OptionRule<string[] | undefined> {
  return rule<string[] | undefined>(
    `${description} Several may be given as a list; they are tried in order.`,
    undefined,
    (value) => parsePatterns(value, READ),
  );
}

/** Exactly one pattern, for writing. */
export function datetimePattern(description: string): OptionRule<string | undefined> {
  return rule<string | undefined>(description, undefined, (value) => {
    const parsed = parsePatterns(value, WRITTEN);
    if ('problem' in parsed) return parsed;
    const [first, ...more] = parsed.value;
    return more.length > 0 ? { problem: 'must be one pattern, not a list' } : { value: first };
  });
}

function parsePatterns(value: AttributeValue, known: ReadonlySet<string>): Parsed<string[]> {
  if (typeof value !== 'string' && !Array.isArray(value))
    return { problem: `must be a datetime pattern, not ${JSON.stringify(value)}` };
  const patterns = Array.isArray(value) ? value : [value];
  for (const pattern of patterns) {
    const problem = patternProblem(pattern, known);
    const hint = `Known are ${[...known].join(' ')}; put other letters in single quotes.`;
    if (problem) return { problem: `${problem} in ${JSON.stringify(pattern)}`, hint };
  }
  return { value: patterns };
}

function patternProblem(pattern: string, known: ReadonlySet<string>): string | undefined {
  const unquoted = pattern.replace(/'[^']*'/g, ' ');
  if (unquoted.includes("'")) return 'has a quote that is not closed';
  const runs = [...unquoted.matchAll(/([A-Za-z])\1*/g)].map(([run]) => run);
  if (runs.length === 0) return 'has no letter of a date or time';
  const unknown = runs.find((run) => !known.has(run));
  if (unknown) return `has "${unknown}", which is not understood,`;
  const brackets = unquoted.replace(/[^[\]]/g, '');
  return /^(\[\])*$/.test(brackets) ? undefined : 'has brackets that are nested or not closed';
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
