import type { Ended, Usage } from './process';

/** One of the commands that are compared. */
export interface Variant {
  name: string;
  /** Brings everything back to where it was; not measured. */
  before?(): void | Promise<void>;
  run(): Promise<Ended>;
  /** Looks at what was written; throws where it is not what was asked for. */
  after?(ended: Ended): void | Promise<void>;
}

export interface Measured {
  name: string;
  median: Usage;
  /** Every run, in order. */
  all: Ended[];
}

/** Runs A B A B …, so that what else happens on the machine hits all of them alike. */
export async function interleave(variants: readonly Variant[], runs: number): Promise<Measured[]> {
  const results: Measured[] = variants.map(({ name }) => ({ name, median: { wall: 0, cpu: 0, rss: 0 }, all: [] }));
  for (let run = 0; run < runs; run++) {
    for (const [index, variant] of variants.entries()) {
      await variant.before?.();
      const ended = await variant.run();
      await variant.after?.(ended);
      results[index]?.all.push(ended);
    }
  }
  for (const result of results) {
    const of = (part: keyof Usage) => median(result.all.map((usage) => usage[part]));
    result.median = { wall: of('wall'), cpu: of('cpu'), rss: of('rss') };
  }
  return results;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  if (low === undefined || high === undefined) throw new RangeError('a median of no values');
  return (low + high) / 2;
}
