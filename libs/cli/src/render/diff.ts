import type { DiffResult, DiffSide } from '../operations/diff';
import { count, plural } from './figures';
import { cell } from './printable';
import { renderRowChanges } from './row-changes';
import type { View } from './view';

/** Columns of the table of rows at most. */
const WIDTH = 8;

/** What was compared, the counts, the columns that moved, and some of the rows. */
export function renderDiff(result: DiffResult, view: View): string {
  const { paint } = view;
  const lines = [
    `${paint.bold(sidesOf(result))}${paint.dim(`  ${keyWords(result)}`)}`,
    ...keyNotes(result).map((note) => paint.yellow(note)),
    ...keyAdvice(result),
    result.equal ? `No difference in ${plural(result.rows.to, 'row')}.` : rowWords(result),
    ...columnWords(result),
  ];
  if (view.quiet && result.equal) return '';
  if (result.samples.length === 0) return lines.join('\n');
  const { shown, order } = shownColumns(result, WIDTH);
  const pick = (cells: readonly (string | null)[]): (string | null)[] => order.map((index) => cells[index] ?? null);
  const changes = result.samples.map(({ kind, cells, before, times }) => ({
    kind,
    label: times > 1 ? `${kind} ×${times}` : kind,
    cells: pick(cells),
    ...(before && { before: pick(before) }),
  }));
  return [...lines, '', renderRowChanges(shown, changes, view), ...moreWords(result, shown.length).map(paint.dim)].join(
    '\n',
  );
}

/** `sales.gold.x version 3 → version 7`. */
function sidesOf({ from, to }: Pick<DiffResult, 'from' | 'to'>): string {
  const name = ({ source, version }: DiffSide): string => `${source}${version === null ? '' : ` version ${version}`}`;
  return from.source === to.source && from.version !== null && to.version !== null
    ? `${from.source} version ${from.version} → ${to.version}`
    : `${name(from)} → ${name(to)}`;
}

export function keyWords({ key, from, to }: Pick<DiffResult, 'key' | 'from' | 'to'>): string {
  if (key === null) return 'whole rows: there is no key';
  const whose = from.source === to.source || key.contract === null ? '' : ` of ${key.contract}`;
  const said = {
    option: '',
    'primary key': ` (primary key of the contract${whose})`,
    unique: ` (unique by the contract${whose})`,
  };
  return `by ${key.columns.map((name) => cell(name)).join(', ')}${said[key.origin]}`;
}

/** What is strange about the key, and why it is not another one. */
export function keyNotes({ key, unusedKeys }: Pick<DiffResult, 'key' | 'unusedKeys'>): string[] {
  const list = (names: readonly string[]): string => names.map((name) => cell(name)).join(', ');
  const passedOver = unusedKeys.map(
    ({ contract, columns, lacking, missing }) =>
      `The contract of ${contract} tells rows apart by ${list(columns)}, and ${lacking} has no ${list(missing)}.`,
  );
  if (key === null) return passedOver;
  const { repeated, nulls } = key;
  return [
    ...passedOver,
    ...(repeated.from + repeated.to > 0
      ? [
          `The key is not unique: ${plural(repeated.from, 'key')} before and ${plural(repeated.to, 'key')} after have several rows. Those rows are compared whole.`,
        ]
      : []),
    ...(nulls.from + nulls.to > 0
      ? [
          `The key has NULLs: in ${plural(nulls.from, 'row')} before and ${plural(nulls.to, 'row')} after. NULL equals NULL.`,
        ]
      : []),
  ];
}

/** What to do where the key of a contract is none of both tables. */
function keyAdvice({ key }: DiffResult): string[] {
  const isGuess = key !== null && key.origin !== 'option' && key.repeated.from + key.repeated.to > 0;
  return isGuess ? ['Name columns that tell the rows of both apart: --key a,b'] : [];
}

export function rowWords({ rows }: Pick<DiffResult, 'rows'>): string {
  const { from, to, added, removed, changed, unchanged } = rows;
  return `${count(added)} added, ${count(removed)} removed, ${count(changed)} changed, ${count(unchanged)} unchanged (${plural(from, 'row')} → ${count(to)})`;
}

function columnWords({ columns }: DiffResult): string[] {
  const list = (title: string, items: readonly string[]): string[] =>
    items.length === 0 ? [] : [`${title}: ${items.join(', ')}`];
  return [
    ...list(
      'Columns that moved',
      columns.changed.map(({ name, rows }) => `${cell(name)} (${plural(rows, 'row')})`),
    ),
    ...list(
      'Columns added',
      columns.added.map(({ name, type }) => `${cell(name)} ${cell(type)}`),
    ),
    ...list(
      'Columns removed',
      columns.removed.map(({ name, type }) => `${cell(name)} ${cell(type)}`),
    ),
    ...list(
      'Columns of another type',
      columns.retyped.map(({ name, from, to }) => `${cell(name)} ${cell(from)} → ${cell(to)}`),
    ),
  ];
}

/** The key first, then what moved, then the rest, as many as there is room for. */
export function shownColumns({ key, columns }: DiffResult, most: number): { shown: string[]; order: number[] } {
  const moved = new Set(columns.changed.map(({ name }) => name));
  const rank = (name: string, index: number): number =>
    index < (key?.columns.length ?? 0) ? 0 : moved.has(name) ? 1 : 2;
  const order = columns.compared
    .map((name, index) => ({ name, index, rank: rank(name, index) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, most);
  return { shown: order.map(({ name }) => name), order: order.map(({ index }) => index) };
}

/** What is not shown of the rows that differ. */
export function moreWords({ rows, samples, columns }: DiffResult, shown: number): string[] {
  const left = rows.added + rows.removed + rows.changed - samples.reduce((sum, { times }) => sum + times, 0);
  const hidden = columns.compared.length - shown;
  return [
    ...(left > 0 ? [`… and ${plural(left, 'more row')}`] : []),
    ...(hidden > 0 ? [`… and ${plural(hidden, 'more column')}`] : []),
  ];
}
