import type { ColumnPair } from './column-pair';
import { columnOf, partsOf } from './column-pair';

/** Names under which the two relations are known to the queries. */
export const FROM = 'diff_from';
export const TO = 'diff_to';

/** A column of the key, in the parts that must be equal. */
export interface KeyColumn {
  pair: ColumnPair;
  /** SQL over `FROM` and `TO`; aliases are `k0`, `k1` …, counted over all columns. */
  parts: { from: string; to: string; alias: string }[];
}

export function keyColumns(pairs: readonly ColumnPair[]): KeyColumn[] {
  let number = 0;
  return pairs.map((pair) => ({
    pair,
    parts: partsOf(pair, columnOf(FROM, pair.from), columnOf(TO, pair.to)).map(({ from, to }) => ({
      from,
      to,
      alias: `k${number++}`,
    })),
  }));
}

export function keyAliases(key: readonly KeyColumn[]): string[] {
  return key.flatMap(({ parts }) => parts.map(({ alias }) => alias));
}

/** The key's parts of one side, as a select list. */
export function keyList(key: readonly KeyColumn[], side: 'from' | 'to'): string {
  return key.flatMap(({ parts }) => parts.map((part) => `${part[side]} AS ${part.alias}`)).join(', ');
}

/** NULL equals NULL, and NaN equals NaN. */
export function sameKey(key: readonly KeyColumn[], left: string, right: string): string {
  return keyAliases(key)
    .map((alias) => `${left}.${alias} IS NOT DISTINCT FROM ${right}.${alias}`)
    .join(' AND ');
}

/** `WITH` items: how often each key comes on both sides. */
export function keyCounts(key: readonly KeyColumn[]): string {
  return (
    `key_union AS (SELECT true AS old, ${keyList(key, 'from')} FROM ${FROM} UNION ALL SELECT false, ${keyList(key, 'to')} FROM ${TO}), ` +
    `key_counts AS (SELECT ${keyAliases(key).join(', ')}, count(*) FILTER (WHERE old) AS a, count(*) FILTER (WHERE NOT old) AS b ` +
    `FROM key_union GROUP BY ${keyAliases(key).join(', ')})`
  );
}
