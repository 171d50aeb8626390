import {
  type ColumnReading,
  type InputColumn,
  type SerializedNode,
  type StatementInput,
  utf16Offsets,
} from '@mu-mesh/core';

import { part } from '../plan-node';
import { columnKey, position } from '../sources';
import type { Names } from './names';
import { QueryWalker } from './query-walker';
import { placeBehind } from './star';

export interface Read {
  /** Keys of the columns that the plan scans. */
  scanned: ReadonlySet<number>;
  /** Keys of those that something comes from. */
  used: ReadonlySet<number>;
  /** Inputs that the plan scans, at least for their number of rows. */
  scannedTables: ReadonlySet<number>;
}

/**
 * Where a statement reads its inputs' columns: where it names one that its plan scans, or that a star leaves out, replaces
 * or renames; a used one that it never names (it comes through `*`), where it names the table.
 */
export function readingsOf(
  sql: string,
  statement: SerializedNode,
  inputs: readonly StatementInput[],
  { scanned, used, scannedTables }: Read,
): ColumnReading[] {
  const offsetOf = utf16Offsets(sql);
  const readings = new Map<string, ColumnReading>();
  const named = new Set<number>();
  const tables = new Map<number, Set<number>>();
  const add = (column: InputColumn, offset: number, byName: boolean): void => {
    readings.set(`${offset} ${column.input} ${column.column}`, { ...column, offset, named: byName });
  };
  const walker = new QueryWalker(namesOf(inputs), {
    column(column, byteOffset) {
      const key = columnKey(column.input, column.column);
      if (!scanned.has(key)) return;
      named.add(key);
      add(column, offsetOf(byteOffset) ?? 0, true);
    },
    modifier(columns, name, byteOffset) {
      const place = placeBehind(sql, offsetOf(byteOffset) ?? 0, name);
      for (const column of columns) {
        if (!scannedTables.has(column.input)) continue;
        named.add(columnKey(column.input, column.column));
        add(column, place, true);
      }
    },
    table(input, byteOffset) {
      const offsets = tables.get(input) ?? new Set();
      tables.set(input, offsets.add(offsetOf(byteOffset) ?? 0));
    },
  });
  const query = part(statement, 'node');
  if (query) walker.query(query, new Map());
  for (const key of used) {
    if (named.has(key)) continue;
    const column = position(key);
    for (const offset of tables.get(column.input) ?? [0]) add(column, offset, false);
  }
  return [...readings.values()].sort((a, b) => a.offset - b.offset || a.input - b.input || a.column - b.column);
}

/** What every input is called in a statement, and its columns. */
export function namesOf(inputs: readonly StatementInput[]): Map<string, { input: number; names: Names }> {
  return new Map(
    inputs.map(({ name, columns }, input) => [
      name.toLowerCase(),
      {
        input,
        names: {
          columns: columns.map((column, index) => [column.name.toLowerCase(), { input, column: index }] as const),
          opaque: false,
        },
      },
    ]),
  );
}
