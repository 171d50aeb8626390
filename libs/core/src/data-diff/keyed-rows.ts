import type { Scope } from '../ports';
import { type ColumnPair, columnOf, type Part, partsOf } from './column-pair';
import { cellsOf, type Difference, samplesOf } from './difference';
import { oneRow } from './numbers';
import { FROM, keyAliases, type KeyColumn, keyCounts, keyList, sameKey, TO } from './side';

export interface KeyedOptions {
  limit: number;
  /** Floating-point numbers that are no further apart are equal. */
  tolerance: number;
  /** Some keys come more than once in a table; their rows are left out. */
  repeated: boolean;
}

/** Rows of one key each, matched by it: one full outer join, in which everything is counted. */
export async function diffKeyed(
  scope: Scope,
  key: readonly KeyColumn[],
  compared: readonly ColumnPair[],
  options: KeyedOptions,
): Promise<Difference> {
  const shown = [...key.map(({ pair }) => pair), ...compared];
  const moved = compared.map((pair, index) => {
    const at = key.length + index;
    return partsOf(pair, `f${at}`, `t${at}`, options.tolerance > 0)
      .map((part) => differs(part, options.tolerance))
      .join(' OR ');
  });
  const sql = `WITH ${[
    ...(options.repeated ? [keyCounts(key), repeatedKeys(key)] : []),
    `f AS (${side(key, shown, 'from', options.repeated)})`,
    `t AS (${side(key, shown, 'to', options.repeated)})`,
    `joined AS (${joined(key, shown)})`,
    `compared AS (SELECT *${moved.map((test, index) => `, fp AND tp AND (${test}) AS m${index}`).join('')} FROM joined)`,
    `classified AS (SELECT *, CASE WHEN fp IS NULL THEN 'added' WHEN tp IS NULL THEN 'removed' ` +
      `WHEN ${moved.map((_, index) => `m${index}`).join(' OR ') || 'false'} THEN 'changed' ELSE 'unchanged' END AS kind FROM compared)`,
  ].join(', ')} SELECT ${[
    ...['added', 'removed', 'changed', 'unchanged'].map((kind) => `count(*) FILTER (WHERE kind = '${kind}')`),
    ...(options.limit === 0 ? [] : samples(key, shown, options.limit)),
    ...moved.map((_, index) => `count(*) FILTER (WHERE m${index})`),
  ].join(', ')} FROM classified`;
  const [added, removed, changed, unchanged, ...rest] = await oneRow(scope, sql);
  const [newer, older, both] = options.limit === 0 ? [] : rest.splice(0, 3);
  return {
    added: Number(added),
    removed: Number(removed),
    changed: Number(changed),
    unchanged: Number(unchanged),
    moved: rest.map(Number),
    samples: [
      ...samplesOf(older ?? null, (cells) => ({ kind: 'removed', cells: cellsOf(cells), times: 1 })),
      ...samplesOf(newer ?? null, (cells) => ({ kind: 'added', cells: cellsOf(cells), times: 1 })),
      ...samplesOf(both ?? null, (pair) => {
        const [before, cells] = Array.isArray(pair) ? pair : [];
        return { kind: 'changed', cells: cellsOf(cells), before: cellsOf(before), times: 1 };
      }),
    ],
  };
}

function differs({ from, to, floating }: Part, tolerance: number): string {
  const distinct = `${from} IS DISTINCT FROM ${to}`;
  return floating && tolerance > 0
    ? `(${distinct} AND NOT coalesce(abs(${from} - ${to}) <= ${tolerance}::DOUBLE, false))`
    : distinct;
}

/** Keys of several rows, whatever table they are in. */
export function repeatedKeys(key: readonly KeyColumn[]): string {
  return `repeated AS (SELECT ${keyAliases(key).join(', ')} FROM key_counts WHERE a > 1 OR b > 1)`;
}

function side(key: readonly KeyColumn[], shown: readonly ColumnPair[], from: 'from' | 'to', repeated: boolean): string {
  const relation = from === 'from' ? FROM : TO;
  const columns = shown.map((pair, index) => `${columnOf(relation, pair[from])} AS c${index}`);
  const rows = `SELECT true AS p, ${[keyList(key, from), ...columns].join(', ')} FROM ${relation}`;
  return repeated ? `SELECT s.* FROM (${rows}) s ANTI JOIN repeated r ON ${sameKey(key, 's', 'r')}` : rows;
}

function joined(key: readonly KeyColumn[], shown: readonly ColumnPair[]): string {
  const keys = keyAliases(key).map((alias) => `coalesce(t.${alias}, f.${alias}) AS ${alias}`);
  const values = shown.map((_, index) => `f.c${index} AS f${index}, t.c${index} AS t${index}`);
  return `SELECT f.p AS fp, t.p AS tp, ${[...keys, ...values].join(', ')} FROM f FULL OUTER JOIN t ON ${sameKey(key, 'f', 't')}`;
}

/** Of each kind the rows with the lowest keys. Only rows that differ are turned into text. */
function samples(key: readonly KeyColumn[], shown: readonly ColumnPair[], limit: number): string[] {
  const texts = (letter: string): string =>
    `[${shown.map((_, index) => `CAST(${letter}${index} AS VARCHAR)`).join(', ')}]`;
  const first = (kind: string, rows: string): string =>
    `to_json(arg_min(CASE WHEN kind = '${kind}' THEN ${rows} END, row(${keyAliases(key).join(', ')}), ${limit}) FILTER (WHERE kind = '${kind}'))`;
  return [first('added', texts('t')), first('removed', texts('f')), first('changed', `[${texts('f')}, ${texts('t')}]`)];
}
