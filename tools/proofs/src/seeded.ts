/** Whole numbers of 32 bits (mulberry32): the same for the same seed on every machine. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** A whole number from 0 on, below the given one. */
export type Draw = (below: number) => number;

export function draws(seed: number): Draw {
  const next = seeded(seed);
  return (below) => Math.floor((next() / 2 ** 32) * below);
}
