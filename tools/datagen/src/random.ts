/** A small seeded generator (mulberry32): the same seed gives the same numbers on every machine. */
export class Random {
  private state: number;

  constructor(private readonly stream: number) {
    this.state = stream;
  }

  /** Starts the numbers that belong to one row, whatever was drawn before. */
  at(row: number): this {
    this.state = mix(this.stream ^ Math.imul(row + 1, 0x9e3779b1));
    return this;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.next() * list.length)];
    if (item === undefined) throw new Error('nothing to pick from: the list is empty');
    return item;
  }

  /** A key of `weights`, or undefined for what is left of 1. One draw. */
  kind<K extends string>(weights: readonly (readonly [K, number])[]): K | undefined {
    let left = this.next();
    for (const [key, weight] of weights) {
      left -= weight;
      if (left < 0) return key;
    }
    return undefined;
  }
}

/** An independent stream of numbers for a named part of the data. */
export function randomFor(seed: number, name: string): Random {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return new Random(mix(hash));
}

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
