import type { KeptRelation } from '../ports';
import type { Checking } from './checking';
import type { Column } from './column';
import { heldSql, repeatedSql, severalSql } from './key-rule';
import { numbers, one } from './measure';
import { repeatedKeys, STAGED } from './shown';
import { ascendingSql, boundsSql, distinctSql, neighboursSql, sortedSql } from './unique';

/** A key that some row breaks. */
export interface BrokenKey {
  /** Name of the relation of its values that several rows have; undefined where there are none. */
  repeated: string | undefined;
  /** Whether EXISTING has some of its values. */
  held: boolean;
}

/** How rows break the key at a place of `rules.keys`; undefined where none does. */
export async function brokenKey(checking: Checking, rows: KeptRelation, place: number): Promise<BrokenKey | undefined> {
  const { scope } = checking.run;
  const key = checking.rules.keys[place]?.columns ?? [];
  const held = checking.existing !== undefined && (await one(scope, heldSql(key))) > 0;
  const values = await repeatedValues(checking, rows, key);
  if (values === undefined) return held ? { repeated: undefined, held } : undefined;
  const repeated = repeatedKeys(place);
  await scope.name(repeated, await scope.keep(await scope.query(values)));
  return { repeated, held };
}

/** A query for the values that come several times; undefined where all differ. The cheap proofs of that come first. */
async function repeatedValues(
  { run: { scope } }: Checking,
  rows: KeptRelation,
  key: readonly Column[],
): Promise<string | undefined> {
  const none = async (sql: string | undefined): Promise<boolean> => sql !== undefined && (await one(scope, sql)) === 0;
  if (await none(sortedSql(key))) return undefined;
  if (await none(ascendingSql(key))) return neighboursSql(key);
  const [least, most] = await numbers(scope, boundsSql(key) ?? []);
  const bits = typeof least === 'number' && typeof most === 'number' && distinctSql(key, least, most, rows.rows);
  return (await none(bits || repeatedSql(key, `"${STAGED}"`))) ? undefined : severalSql(key);
}
