import type { Field, StagedFile, StagedRelation, Relation } from '@mu-mesh/core';

import { identifier } from './quote';
import { tableSql } from './table-sql';

/** Rows of a scope, known by the SELECT that yields them. */
export class DuckDbRelation implements Relation {
  constructor(
    readonly id: string,
    readonly columns: Field[],
    readonly sql: string,
    /** Whether reading the rows twice costs no more than reading files twice. */
    readonly stored: boolean = false,
  ) {
    this.repeatable = stored;
  }

  /** Whether computing the rows twice gives the same ones: nothing in them is volatile. */
  repeatable: boolean;

  /** Set for the rows that a `SELECT * FROM … WHERE …` gives: what it reads, with numbers, and the same rows with theirs. */
  filtered?: { from: string; sql: string };

  /** The rows of a view or table. */
  static view(id: string, columns: Field[], stored = false): DuckDbRelation {
    return new DuckDbRelation(id, columns, `SELECT * FROM ${identifier(id)}`, stored);
  }
}

export class StagedDuckDbRelation extends DuckDbRelation implements StagedRelation {
  readonly rows: number;

  constructor(
    id: string,
    columns: Field[],
    readonly files: StagedFile[],
    readonly directory: string,
    readonly partitionBy: string[],
  ) {
    super(id, columns, tableSql({ schema: columns, partitionColumns: partitionBy, files }), true);
    this.rows = files.reduce((sum, file) => sum + file.rows, 0);
  }

  /** Whether the files can be committed as they are. */
  fits(directory: string, schema: readonly Field[], partitionBy: readonly string[]): boolean {
    if (this.partitionBy.length > 0 || partitionBy.length > 0 || this.directory !== directory) return false;
    const form = (fields: readonly Field[]) => JSON.stringify(fields.map((column) => [column.name, column.type]));
    return form(this.columns) === form(schema);
  }
}
