import type { InputColumn } from '@mu-mesh/core';

/** What a name stands for: a column of an input, or undefined for a value that was computed. */
export type Meaning = InputColumn | undefined;

/** The columns of a query or table in order, by lower-case name; `opaque` where it may have others. */
export interface Names {
  columns: (readonly [name: string, meaning: Meaning])[];
  opaque: boolean;
}

export const OPAQUE: Names = { columns: [], opaque: true };

/** One member of a FROM clause. */
export interface Item extends Names {
  /** The name it is called by, lower case. */
  alias: string;
  /** `domain.layer.dataset` of a dataset without an alias, lower case. */
  address?: string;
  /** Index of the input that it is. */
  input?: number;
}

/** Members of a FROM clause, and those around it. */
export interface Scope {
  items: Item[];
  outer?: Scope;
}

/** The same columns under other names, as `t(a, b)` gives them. */
export function renamed(names: Names, aliases: readonly string[]): Names {
  if (aliases.length === 0) return names;
  return {
    ...names,
    columns: names.columns.map(([name, meaning], index) => [aliases[index]?.toLowerCase() ?? name, meaning] as const),
  };
}

/**
 * The input's column that a reference of one or more parts (`column`, `table.column`, `column.field`,
 * `domain.layer.dataset.column`) reads; undefined where it is computed, unknown or not certain.
 */
export function resolve(parts: readonly string[], scope: Scope | undefined): Meaning {
  for (let at = scope; at; at = at.outer) {
    const found = resolveIn(parts, at.items);
    if (found !== 'unknown') return found;
  }
  return undefined;
}

/** Whether no scope has the column that a reference names, for certain. */
export function isMissing(parts: readonly string[], scope: Scope | undefined): boolean {
  for (let at = scope; at; at = at.outer) if (resolveIn(parts, at.items) !== 'unknown') return false;
  return true;
}

function resolveIn(parts: readonly string[], items: readonly Item[]): Meaning | 'unknown' {
  const [first = '', second] = parts;
  const byAddress = items.find(({ address }) => address !== undefined && parts.slice(0, 3).join('.') === address);
  if (byAddress && parts[3] !== undefined) return columnOf([byAddress], parts[3]);
  const bySchema = items.find(
    ({ address }) => address !== undefined && address.endsWith(`.${parts.slice(0, 2).join('.')}`),
  );
  if (bySchema && parts[2] !== undefined) return columnOf([bySchema], parts[2]);
  const called = items.filter(({ alias }) => alias === first);
  if (called.length > 0 && second !== undefined) return columnOf(called, second);
  return columnOf(items, first);
}

function columnOf(items: readonly Item[], name: string): Meaning | 'unknown' {
  for (const { columns } of items) {
    const found = columns.find(([own]) => own === name);
    if (found) return found[1];
  }
  return items.some(({ opaque }) => opaque) ? undefined : 'unknown';
}
