import type { Scope } from '../ports';
import { type ColumnPair, columnOf, partsOf } from './column-pair';
import { cellsOf, type Difference, samplesOf } from './difference';
import { repeatedKeys } from './keyed-rows';
import { oneRow } from './numbers';
import { FROM, type KeyColumn, keyCounts, keyList, sameKey, TO } from './side';

/**
 * Whole rows, repetition counted: a row that is there more often than before was added, one that is there less often
 * removed; none is changed. `key`: only the rows of keys that come more than once in a table.
 */
export async function diffWhole(
  scope: Scope,
  shown: readonly ColumnPair[],
  limit: number,
  key: readonly KeyColumn[] = [],
): Promise<Difference> {
  const columns = shown.map((pair, index) =>
    partsOf(pair, columnOf(FROM, pair.from), columnOf(TO, pair.to)).map((part, place) => ({
      ...part,
      alias: `v${index}_${place}`,
    })),
  );
  const all = columns.flat();
  const names = all.map(({ alias }) => alias).join(', ');
  const texts = columns.map((parts) => {
    const cells = parts.map(({ alias }) => `CAST(${alias} AS VARCHAR)`);
    return cells.length === 1 ? cells.join('') : `coalesce(${cells.join(', ')})`;
  });
  const first = (kind: string, times: string): string =>
    `to_json(arg_min(CASE WHEN ${times} > 0 THEN [CAST(${times} AS VARCHAR), ${texts.join(', ')}] END, row(${names}), ${limit}) FILTER (WHERE ${times} > 0)) AS ${kind}`;
  const sql = `WITH ${[
    ...(key.length === 0 ? [] : [keyCounts(key), repeatedKeys(key)]),
    `either AS (${rows(all, 'from', key)} UNION ALL ${rows(all, 'to', key)})`,
    `counted AS (SELECT ${names}, count(*) FILTER (WHERE p) AS a, count(*) FILTER (WHERE NOT p) AS b FROM either GROUP BY ${names})`,
    `netted AS (SELECT *, greatest(b - a, 0) AS more, greatest(a - b, 0) AS less FROM counted)`,
  ].join(', ')} SELECT ${[
    'sum(more)',
    'sum(less)',
    'sum(least(a, b))',
    ...(limit === 0 ? [] : [first('added', 'more'), first('removed', 'less')]),
  ].join(', ')} FROM netted`;
  const [added, removed, unchanged, newer = null, older = null] = await oneRow(scope, sql);
  const read = (kind: 'added' | 'removed') => (value: unknown) => {
    const [times, ...cells] = cellsOf(value);
    return { kind, cells, times: Number(times) };
  };
  return {
    added: Number(added ?? 0),
    removed: Number(removed ?? 0),
    changed: 0,
    unchanged: Number(unchanged ?? 0),
    moved: [],
    samples: [...samplesOf(older, read('removed')), ...samplesOf(newer, read('added'))],
  };
}

function rows(
  columns: readonly { from: string; to: string; alias: string }[],
  side: 'from' | 'to',
  key: readonly KeyColumn[],
): string {
  const relation = side === 'from' ? FROM : TO;
  const list = columns.map((column) => `${column[side]} AS ${column.alias}`).join(', ');
  const flag = `${side === 'from' ? 'true' : 'false'} AS p`;
  if (key.length === 0) return `SELECT ${flag}, ${list} FROM ${relation}`;
  return `SELECT s.* EXCLUDE (${key.flatMap(({ parts }) => parts.map(({ alias }) => alias)).join(', ')}) FROM (SELECT ${flag}, ${keyList(key, side)}, ${list} FROM ${relation}) s SEMI JOIN repeated r ON ${sameKey(key, 's', 'r')}`;
}
