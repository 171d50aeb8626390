import type { Field } from '../model/schema';

/** How a value becomes part of another: as it is, computed from it row by row, or computed from several rows. */
export type DirectKind = 'IDENTITY' | 'TRANSFORMATION' | 'AGGREGATION';

/**
 * How a value decides about others without becoming part of them: OpenLineage's subtypes of INDIRECT, and SUBQUERY for
 * what ties a subquery to the row that it is computed for.
 */
export type IndirectKind = 'FILTER' | 'JOIN' | 'GROUP_BY' | 'SORT' | 'WINDOW' | 'CONDITIONAL' | 'SUBQUERY';

/** A table that a statement reads, under the name it has there: a dataset's address, or a step's name. */
export interface StatementInput {
  name: string;
  columns: readonly Field[];
}

export interface LineageRequest {
  sql: string;
  inputs: readonly StatementInput[];
}

/** A column of an input, by position: index into the request's inputs, index into that input's columns. */
export interface InputColumn {
  input: number;
  column: number;
}

export interface DirectSource extends InputColumn {
  kind: DirectKind;
}

export interface IndirectSource extends InputColumn {
  kind: IndirectKind;
}

/** Where one output column comes from. */
export interface OutputLineage {
  direct: DirectSource[];
  /** What decides about this column alone; what decides about all is in `rows`. */
  indirect: IndirectSource[];
  /** Inputs whose rows decide about this column alone: how many there are, or whether there is one. */
  tables: number[];
}

/** A place where the text of a statement reads a column: its name, else the table's where it comes through `*`. */
export interface ColumnReading extends InputColumn {
  /** Offset into the statement in UTF-16 code units. */
  offset: number;
  /** Whether the column is named there. */
  named: boolean;
}

/** The lineage of one statement, from the plan that its engine bound. */
export interface ColumnLineage {
  /** One for each output column, in order. */
  columns: OutputLineage[];
  /** What decides which rows there are, or how they are ordered: influences on every output column. */
  rows: IndirectSource[];
  /** Inputs whose rows decide which rows there are, whether a column of theirs is read or not. */
  tables: number[];
  /** In order of the text. */
  readings: ColumnReading[];
}

/** `untraced`: why it is not known, in plain words. Nothing is guessed. */
export type StatementLineage = ColumnLineage | { untraced: string };
