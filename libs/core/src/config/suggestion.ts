import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant: at most two edits away, letter case aside. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.min(2, Math.ceil(word.length / 2));
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits <= limit && (!best || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate;
}

/** The shortest candidate that begins like a word of at least four letters, give or take two edits, letter case aside. */
export function nearestStart(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length < 4) return undefined;
  const begins = (candidate: string): boolean =>
    distance(word.toLowerCase(), candidate.toLowerCase().slice(0, word.length)) <= 2;
  return [...candidates].filter(begins).sort((a, b) => a.length - b.length)[0];
}

/** `Did you mean "x"?`, or undefined where nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const found = nearest(word, candidates);
  return found === undefined ? undefined : `Did you mean "${found}"?`;
}

/** A user's text inside a message: in quotes, shortened, on one line. */
export function quoted(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return JSON.stringify(short);
}
