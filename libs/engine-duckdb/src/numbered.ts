import { freeName } from '@mu-mesh/core';

import { identifier } from './quote';
import { DuckDbRelation, StagedDuckDbRelation } from './relation';
import { tableSql } from './table-sql';

/** DuckDB's own numbers of rows and files: a column of the same name hides them. */
const HIDDEN = new Set(['rowid', 'file_index', 'file_row_number']);

/** The column with a row's number in what is read: `#n`, or another that the rows do not have. */
export function numberName({ columns }: Pick<DuckDbRelation, 'columns'>): string {
  return freeName('#n', columns);
}

/** Rows that were computed into a temporary table of their scope. */
export class KeptRows extends DuckDbRelation {
  constructor(
    table: string,
    columns: DuckDbRelation['columns'],
    readonly rows: number,
  ) {
    super(table, columns, `SELECT * FROM ${identifier(table)}`, true);
  }
}

/** A SELECT of the rows and, last, their numbers, where those are the same however often the rows are read. */
export function numberedSql(relation: DuckDbRelation): string | undefined {
  if (relation.columns.some(({ name }) => HIDDEN.has(name.toLowerCase()))) return undefined;
  const own = identifier(numberName(relation));
  const list = relation.columns.map(({ name }) => identifier(name)).join(', ');
  if (relation instanceof KeptRows) return `SELECT ${list}, rowid AS ${own} FROM ${identifier(relation.id)}`;
  const isStaged = relation instanceof StagedDuckDbRelation && relation.files.length > 0;
  if (!isStaged || relation.partitionBy.length > 0) return undefined;
  const number = '(file_index::BIGINT << 40) + file_row_number';
  const set = { schema: relation.columns, partitionColumns: [], files: relation.files };
  return tableSql(set, `${number} AS ${own}`);
}

/** The rows without those of the table `refused`, whose column `numberName` has their numbers. */
export function withoutNumbers(relation: DuckDbRelation, numbered: string, refused: string): string {
  const list = relation.columns.map(({ name }) => `i.${identifier(name)}`).join(', ');
  const own = identifier(numberName(relation));
  return `SELECT ${list} FROM (${numbered}) i ANTI JOIN ${identifier(refused)} r ON i.${own} = r.${own}`;
}
