import { MeshError } from '../errors';
import { didYouMean } from '../config';
import { type Field, formatType } from '../model/schema';
import type { Relation, Scope } from '../ports';
import { type ColumnPair, isRetyped, pairColumns } from './column-pair';
import { type Difference, type RowSample, sum } from './difference';
import { diffKeyed } from './keyed-rows';
import { keyState } from './key-state';
import type { RowKey } from './row-key';
import { FROM, keyColumns, TO } from './side';
import { diffWhole } from './whole-rows';

export interface DataDiffOptions {
  /** What tells rows apart; undefined: whole rows are compared. */
  key?: RowKey;
  /** Compares these columns only; the key is always there. */
  columns?: readonly string[];
  /** Leaves these columns out. */
  exclude?: readonly string[];
  /** Rows shown of each kind. */
  limit: number;
  /** Floating-point numbers that are no further apart are equal; 0 by default. */
  tolerance?: number;
  /** false: a table whose types are a reader's guess (CSV, JSON); then another type is no difference. True by default. */
  typed?: boolean;
}

/** A pair of numbers: of the older and of the newer table. */
export interface Before<T> {
  from: T;
  to: T;
}

export interface DiffKey extends RowKey {
  /** Keys that several rows of the table have: their rows are compared whole. */
  repeated: Before<number>;
  /** Rows with a NULL in the key; NULL equals NULL. */
  nulls: Before<number>;
}

export interface DataDiff {
  /** No row and no column differs. */
  equal: boolean;
  /** Null: whole rows were compared. */
  key: DiffKey | null;
  rows: Before<number> & { added: number; removed: number; changed: number; unchanged: number };
  columns: {
    /** What was compared, the key first. */
    compared: string[];
    added: { name: string; type: string }[];
    removed: { name: string; type: string }[];
    retyped: { name: string; from: string; to: string }[];
    /** Columns that moved: in how many rows of the same key the value is another one. */
    changed: { name: string; rows: number }[];
  };
  /** Cells in the order of `columns.compared`. */
  samples: RowSample[];
}

/**
 * Compares the rows of two relations of one scope, inside the engine. Throws USAGE for a column that a table does not have.
 * The scope's names `diff_from` and `diff_to` are taken.
 */
export async function diffData(
  scope: Scope,
  from: Relation,
  to: Relation,
  options: DataDiffOptions,
): Promise<DataDiff> {
  const paired = pairColumns(from.columns, to.columns);
  const find = (name: string): ColumnPair => pairOf(paired.pairs, name, [from, to]);
  const key = options.key && { ...options.key, pairs: options.key.columns.map(find) };
  const wanted = options.columns && new Set(options.columns.map((name) => named(name, [from, to])));
  const excluded = new Set((options.exclude ?? []).map((name) => named(name, [from, to])));
  const isCompared = ({ name }: { name: string }): boolean =>
    (wanted?.has(name.toLowerCase()) ?? true) && !excluded.has(name.toLowerCase());
  const compared = paired.pairs.filter((pair) => isCompared(pair) && !key?.pairs.includes(pair));
  const shown = [...(key?.pairs ?? []), ...compared];
  if (shown.length === 0)
    throw new MeshError('USAGE', 'there is no column to compare: the tables have none in common, or none is left', {
      hint: `Columns: ${from.columns.map(({ name }) => name).join(', ')}; and ${to.columns.map(({ name }) => name).join(', ')}.`,
    });
  await scope.name(FROM, from);
  await scope.name(TO, to);
  const { difference, state } = await diffRows(scope, key?.pairs ?? [], compared, options);
  const columns = {
    compared: shown.map(({ name }) => name),
    added: paired.added.filter(isCompared).map(typed),
    removed: paired.removed.filter(isCompared).map(typed),
    retyped: options.typed === false ? [] : shown.filter(isRetyped).map(retyped),
    changed: compared
      .map(({ name }, index) => ({ name, rows: difference.moved[index] ?? 0 }))
      .filter(({ rows }) => rows > 0),
  };
  const { added, removed, changed, unchanged, samples } = difference;
  return {
    equal: [added, removed, changed, columns.added.length, columns.removed.length, columns.retyped.length].every(
      (amount) => amount === 0,
    ),
    key: key && state ? { columns: key.pairs.map(({ name }) => name), origin: key.origin, ...state } : null,
    rows: { from: unchanged + changed + removed, to: unchanged + changed + added, added, removed, changed, unchanged },
    columns,
    samples,
  };
}

async function diffRows(
  scope: Scope,
  pairs: readonly ColumnPair[],
  compared: readonly ColumnPair[],
  { limit, tolerance = 0 }: DataDiffOptions,
): Promise<{ difference: Difference; state?: Pick<DiffKey, 'repeated' | 'nulls'> }> {
  if (pairs.length === 0) return { difference: await diffWhole(scope, compared, limit) };
  const key = keyColumns(pairs);
  const { repeated, nulls } = await keyState(scope, key);
  const some = repeated.some((keys) => keys > 0);
  const keyed = await diffKeyed(scope, key, compared, { limit, tolerance, repeated: some });
  const difference = some ? sum(keyed, await diffWhole(scope, [...pairs, ...compared], limit, key), limit) : keyed;
  const both = ([from, to]: [number, number]): Before<number> => ({ from, to });
  return { difference, state: { repeated: both(repeated), nulls: both(nulls) } };
}

function pairOf(pairs: readonly ColumnPair[], name: string, tables: readonly Relation[]): ColumnPair {
  const pair = pairs.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (pair) return pair;
  named(name, tables);
  throw new MeshError('USAGE', `the key needs the column \`${name}\`, which only one of the tables has`, {
    hint: 'Give --key columns that both have.',
  });
}

/** The name in lower case. Throws USAGE where no table has such a column. */
function named(name: string, tables: readonly Relation[]): string {
  const all = [...new Set(tables.flatMap(({ columns }) => columns.map((column) => column.name)))];
  if (all.some((known) => known.toLowerCase() === name.toLowerCase())) return name.toLowerCase();
  throw new MeshError('USAGE', `neither table has a column \`${name}\``, {
    hint: didYouMean(name, all) ?? `Columns: ${all.join(', ')}.`,
  });
}

function typed({ name, type }: Field): { name: string; type: string } {
  return { name, type: formatType(type) };
}

function retyped({ name, from, to }: ColumnPair): { name: string; from: string; to: string } {
  return { name, from: formatType(from.type), to: formatType(to.type) };
}
