/**
 * Every interface that an extender implements. core calls them and imports none of their implementations;
 * nothing here knows DuckDB, Delta or a file format's library.
 *
 * - `scan`: what a source or a table's version looks like to an engine
 * - `engine`: parses, binds and computes; stages files that nobody sees yet
 * - `connector`: describes sources and writes exports
 * - `lakehouse`: makes staged files visible, with the state of the run that made them
 * - `host`: the world outside
 */
export type * from './ports/connector';
export * from './ports/engine';
export * from './ports/host';
export type * from './ports/lakehouse';
export type * from './ports/scan';
