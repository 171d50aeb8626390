/** What RE2 does not have, by how it begins. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^\(\?<?[=!]/, 'looking ahead or behind ((?=…), (?!…), (?<=…)) is not possible'],
  [/^\(\?>/, 'atomic groups ((?>…)) are not possible'],
  [/^\(\?\(/, 'conditions ((?(…)…)) are not possible'],
  [/^\(\?(?![:imsU-]|P?<[A-Za-z_])/, 'the group is not understood'],
  [/^\\[1-9]/, 'references to groups (\\1) are not possible'],
  [/^\\k/, 'references to groups (\\k) are not possible'],
  [/^\\[^a-zA-Z0-9]/, ''],
  [/^\\(?![dDwWsSbBAzCQEpPafnrtvx0-7])./, 'the escape is unknown'],
  [/^(?:[*+?]|\{\d+(?:,\d*)?\})(?:[*+]|\{\d)/, 'a repetition of a repetition (a**, a++) is not possible'],
];
const ONE =
  /^(?:\\p\{\^?\w+\}|\\P\{\^?\w+\}|\\x\{[0-9a-fA-F]+\}|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]|\(\?P?<\w+>|\(\?[imsU-]*[:)]|[\s\S])/;
const LONGEST_REPETITION = 1000;

/** Why a text is no regular expression of RE2 (which DuckDB runs), in plain words; undefined for a good one. */
export function re2Problem(pattern: string): string | undefined {
  let depth = 0;
  let repeatable = false;
  for (let i = 0; i < pattern.length;) {
    const rest = pattern.slice(i);
    const refused = REFUSED.find(([form]) => form.test(rest))?.[1];
    if (refused !== undefined && refused !== '') return refused;
    const repetition = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/.exec(rest);
    if (repetition) {
      const problem = repetitionProblem(repetition, repeatable);
      if (problem !== undefined) return problem;
      repeatable = false;
      i += repetition[0].length;
      continue;
    }
    const [token = ''] = ONE.exec(rest) ?? [];
    if (token === '[') return 'a [ is not closed';
    if (token === '\\') return 'it ends with a \\';
    if (token.startsWith('(') && !token.endsWith(')')) depth += 1;
    if (token === ')') depth -= 1;
    if (depth < 0) return 'a ) has no (';
    repeatable = token !== '|' && !token.startsWith('(');
    i += token.length;
  }
  return depth > 0 ? 'a ( is not closed' : undefined;
}

function repetitionProblem([text, from, to]: RegExpExecArray, repeatable: boolean): string | undefined {
  if (!repeatable) return `nothing stands before ${text} that could be repeated`;
  const most = Number(to !== undefined && to !== '' ? to : (from ?? 0));
  if (most > LONGEST_REPETITION) return `more than ${LONGEST_REPETITION} repetitions are not possible`;
  return to !== undefined && to !== '' && Number(from) > Number(to) ? `${text} begins above its end` : undefined;
}
