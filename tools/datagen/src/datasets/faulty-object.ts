import type { Random } from '../random';
import type { Tally } from '../truth';
import type { LineWriter } from '../writer';

/** A line of an NDJSON file, and what is planted in it. */
export interface FaultyObject {
  line: string;
  /** `broken_json` cuts the line short, `repeated_row` writes it twice. */
  fault: string | undefined;
  /** Where a broken line is cut: from, to. */
  cut: readonly [number, number];
  /** The fault that no reader can fit, besides a broken line. */
  unreadable: string;
  /** Why the contract refuses the row, where it does. */
  refusal: string | undefined;
}

/** Writes one object with its fault, and counts what comes of it. */
export function writeFaulty(
  file: LineWriter,
  tally: Tally,
  random: Random,
  { line, fault, cut, unreadable, refusal }: FaultyObject,
): void {
  file.line(fault === 'broken_json' ? line.slice(0, random.between(...cut)) : line);
  if (fault === 'broken_json' || fault === unreadable) tally.bad(fault);
  else if (refusal !== undefined) tally.refuse(refusal);
  else tally.good(fault === 'repeated_row' ? undefined : fault);
  if (fault !== 'repeated_row') return;
  file.line(line);
  tally.refuse(refusal ?? fault);
}
