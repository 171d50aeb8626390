/**
 * What the checks call rows in their own SQL: no dataset, step or table of a contract can have such a name, so that none of
 * them stands for other rows than it should. SQL of a contract reads the staged rows as `input` and the table by its name.
 */

/** The staged rows. */
export const STAGED = '#staged';
/** The rows of the version that an append adds to. */
export const EXISTING = '#existing';
/** The table as the commit would leave it. */
export const WHOLE = '#whole';
/** The staged rows with their numbers. */
export const NUMBERED = '#numbered';
/** Numbers (`"#n"`) of rows that break rules, with the rules' places (`place`). */
export const MARKS = '#marks';
/** Rows that were told apart because they might break a rule, and do not. */
export const BACK = '#back';
/** Marks that are being added. */
export const ADDED = '#added';
/** Rows whose key to the table itself leads to no row of STAYING. */
export const ORPHANS = '#orphans';
/** The table without the rows that are marked so far. */
export const STAYING = '#staying';

/** The table that the foreign key at a place of `rules.foreignKeys` leads to. */
export function referenced(place: number): string {
  return `#referenced_${place}`;
}

/** Values (`k0`, `k1` …) of the key at a place of `rules.keys` that come several times among the staged rows. */
export function repeatedKeys(place: number): string {
  return `#repeated_${place}`;
}

/** Values (`k0`, `k1` …) of the foreign key at a place of `rules.foreignKeys` that lead nowhere. */
export function lostKeys(place: number): string {
  return `#lost_${place}`;
}
