/** A whole number of at least `least`, and at most `most`. */
export function wholeNumber(least: number, most = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,15}$/.test(text) || value < least) throw new Error(`it takes a whole number of at least ${least}`);
    if (value > most) throw new Error(`it takes a whole number of at most ${most}`);
    return value;
  };
}

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `7d`, `36h`, `90m`, `7 days` as milliseconds. */
export function timeSpan(text: string): number {
  const match = /^(\d{1,9})\s*(s|m|h|d|w)[a-z]*$/.exec(text.trim().toLowerCase());
  const unit = UNITS[match?.[2] ?? ''];
  if (!match || unit === undefined) throw new Error('it takes a time such as 7d, 36h or 90m');
  return Number(match[1]) * unit;
}

/** `a,b` as names; at least one. */
export function nameList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) throw new Error('it takes names with commas between them');
  return names;
}

/** A number of at least 0. */
export function amount(text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+(?:e[+-]?\d{1,3})?$/i.test(text) || !Number.isFinite(value))
    throw new Error('it takes a number of at least 0');
  return value;
}
