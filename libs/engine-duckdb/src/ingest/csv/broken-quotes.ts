/** The reader lost its way in quotes: rows that it took and refused are not those of the files. */
export class BrokenQuotes extends Error {}

/** Whether files must be put in order before the reader can read them. */
export function isStructural(error: unknown): boolean {
  if (error instanceof BrokenQuotes) return true;
  return (
    error instanceof Error &&
    /state machine reached an invalid state|CSV Error on Line|new line|newline/i.test(error.message)
  );
}
