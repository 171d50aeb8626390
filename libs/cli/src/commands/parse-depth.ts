/** `3`, or `all` for as far as it goes. */
export function depth(text: string): number {
  if (text === 'all') return Infinity;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error('it takes a whole number of at least 1, or `all`');
  return Number(text);
}
