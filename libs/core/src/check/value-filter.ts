import type { Scope } from '../ports';
import type { Column } from './column';
import { given } from './key-rule';
import { literal } from './quote';

/** Bits for each value: of a thousand other values about one passes. */
const BITS_A_VALUE = 64;
const LEAST_BITS = 2 ** 12;
const MOST_BITS = 2 ** 20;

/**
 * A condition that is true for rows with one of some values in these columns, and for few others. `values` is a query that
 * gives those as `k0`, `k1` …. The condition looks at each row alone: a join would forget the order of the rows, and a list
 * costs what it is long.
 */
export async function valueFilter(scope: Scope, columns: readonly Column[], values: string): Promise<string> {
  const kept = await scope.keep(await scope.query(values));
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, kept.rows * BITS_A_VALUE)));
  const bits = Math.min(MOST_BITS, Math.max(LEAST_BITS, wanted));
  await scope.name(VALUES, kept);
  const places = placesOf(kept.columns.map(({ name }) => name).join(', '), bits);
  const set = `SELECT bitstring_agg(place, 0, ${bits - 1})::VARCHAR FROM (SELECT DISTINCT unnest([${places.join(', ')}]) AS place FROM "${VALUES}")`;
  const [row] = await scope.rows(await scope.query(set), 1);
  const mask = `${literal(row?.[0] ?? '')}::BIT`;
  const own = placesOf(columns.map(({ sql }) => sql).join(', '), bits);
  return `${given(columns)} AND ${own.map((place) => `get_bit(${mask}, ${place}) = 1`).join(' AND ')}`;
}

const VALUES = '#values';

/** The bits that stand for a value. */
function placesOf(list: string, bits: number): string[] {
  return [`(hash(${list}) % ${bits})::INTEGER`, `(hash(${list}) // ${bits} % ${bits})::INTEGER`];
}
