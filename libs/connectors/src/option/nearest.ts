import { closest, distance } from 'fastest-levenshtein';

/** The candidate that someone may have meant, compared without case; undefined where none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const best = closest(
    lower,
    candidates.map((candidate) => candidate.toLowerCase()),
  );
  if (distance(lower, best) > Math.max(1, Math.floor(word.length / 3))) return undefined;
  return candidates.find((candidate) => candidate.toLowerCase() === best);
}
