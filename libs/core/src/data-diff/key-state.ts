import type { Scope } from '../ports';
import { numbers } from './numbers';
import { type KeyColumn, keyCounts } from './side';

/** What the keys of both tables look like; the first number is the older table's. */
export interface KeyState {
  rows: [number, number];
  /** Rows whose key has a NULL. */
  nulls: [number, number];
  /** Keys that several rows of the table have. */
  repeated: [number, number];
}

export async function keyState(scope: Scope, key: readonly KeyColumn[]): Promise<KeyState> {
  const missing = key
    .map(({ parts }) => `(${parts.map(({ alias }) => `${alias} IS NULL`).join(' AND ')})`)
    .join(' OR ');
  const [a = 0, b = 0, nullsA = 0, nullsB = 0, repeatedA = 0, repeatedB = 0] = await numbers(
    scope,
    `WITH ${keyCounts(key)} SELECT sum(a), sum(b), sum(a) FILTER (WHERE ${missing}), sum(b) FILTER (WHERE ${missing}), ` +
      'count(*) FILTER (WHERE a > 1), count(*) FILTER (WHERE b > 1) FROM key_counts',
  );
  return { rows: [a, b], nulls: [nullsA, nullsB], repeated: [repeatedA, repeatedB] };
}
