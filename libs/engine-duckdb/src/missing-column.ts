import { type Field, nearest, type SqlFinding } from '@mu-mesh/core';

import type { Item } from './lineage/position/names';

/** Columns that a hint names of one table. */
const SHOWN = 12;

/** A reference to a column that nothing has, with what it could have meant. */
export interface MissingColumn {
  /** As the statement writes it, without what stands before its dot. */
  name: string;
  /** In UTF-16 code units. */
  offset: number;
  /** The tables that were looked through, and their columns. */
  tables: readonly { name: string; columns: readonly string[] }[];
  /** False where the name can be an alias, a parameter of a lambda or a function without parentheses. */
  certain: boolean;
}

/** A missing column in plain words: which one, of which table, what is there. */
export function missingColumn({ name, offset, tables }: MissingColumn): SqlFinding {
  const place =
    tables.length === 0 || tables.length > 3 ? 'here' : `in ${tables.map((table) => table.name).join(' or ')}`;
  const near = nearest(
    name,
    tables.flatMap(({ columns }) => columns),
  );
  const hint = near === undefined ? present(tables) : `Did you mean "${near}"?`;
  return { code: 'SQL_BIND', message: `There is no column "${name}" ${place}.`, ...(hint && { hint }), offset };
}

function present(tables: MissingColumn['tables']): string {
  return tables
    .filter(({ columns }) => columns.length > 0)
    .map(({ name, columns }) => {
      const more = columns.length > SHOWN ? ', …' : '';
      return `${name} has ${columns.slice(0, SHOWN).join(', ')}${more}.`;
    })
    .join(' ');
}

/** What a member of a FROM clause is called in a message, and its columns as they are written. */
export function tableOf(
  { alias, input, columns }: Item,
  inputs: readonly { name: string; columns: readonly Field[] }[],
): { name: string; columns: string[] } {
  const known = input === undefined ? undefined : inputs[input];
  if (known) return { name: known.name, columns: known.columns.map((column) => column.name) };
  return { name: `"${alias}"`, columns: columns.map(([name]) => name) };
}
