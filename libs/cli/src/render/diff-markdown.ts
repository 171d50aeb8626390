import type { DiffResult, DiffSide } from '../operations/diff';
import { keyNotes, keyWords, moreWords, rowWords, shownColumns } from './diff';
import { count, plural } from './figures';
import { code, markdownTable, prose } from './markdown';

/** Columns of the table of rows at most. */
const WIDTH = 8;
/** Rows of the table of columns at most. */
const ROWS = 30;
/** Characters of a value. */
const VALUE = 60;

/** A comparison for a comment or a page: counts, columns and some of the rows. */
export function diffMarkdown(result: DiffResult): string {
  return [`**${sides(result)}**`, diffSummary(result), diffSamples(result)].filter((part) => part !== '').join('\n\n');
}

function sides({ from, to }: DiffResult): string {
  const name = ({ source, version }: DiffSide): string =>
    `${code(source)}${version === null ? '' : ` version ${version}`}`;
  return from.source === to.source && to.version !== null
    ? `${name(from)} → ${to.version}`
    : `${name(from)} → ${name(to)}`;
}

/** Counts and columns, without a title. */
export function diffSummary(result: DiffResult): string {
  return [
    ...keyNotes(result).map((note) => `⚠️ ${prose(note)}`),
    result.equal
      ? `No difference in ${plural(result.rows.to, 'row')}.`
      : `${rowWords(result)}, ${prose(keyWords(result))}`,
    ...columnTable(result),
  ].join('\n\n');
}

function columnTable({ columns }: DiffResult): string[] {
  const rows = [
    ...columns.changed.map(({ name, rows: changed }) => [code(name), `another value in ${plural(changed, 'row')}`]),
    ...columns.added.map(({ name, type }) => [code(name), `new, ${code(type)}`]),
    ...columns.removed.map(({ name, type }) => [code(name), `gone, was ${code(type)}`]),
    ...columns.retyped.map(({ name, from, to }) => [code(name), `type ${code(from)} → ${code(to)}`]),
  ];
  const more = rows.length > ROWS ? [`… and ${plural(rows.length - ROWS, 'more column')}`] : [];
  return rows.length === 0 ? [] : [markdownTable(['column', 'what moved'], rows.slice(0, ROWS)), ...more];
}

/** Some of the rows that differ; empty where there are none. */
export function diffSamples(result: DiffResult): string {
  if (result.samples.length === 0) return '';
  const { shown, order } = shownColumns(result, WIDTH);
  const value = (cell: string | null): string => (cell === null ? '*NULL*' : code(cell, VALUE));
  const rows = result.samples.map(({ kind, cells, before, times }) => [
    times > 1 ? `${kind} ×${count(times)}` : kind,
    ...order.map((index) => {
      const [now, was] = [cells[index] ?? null, before?.[index] ?? null];
      return before === null || now === was ? value(now) : `${value(was)} → ${value(now)}`;
    }),
  ]);
  const more = moreWords(result, shown.length);
  return [
    markdownTable(['', ...shown.map((name) => code(name))], rows),
    ...(more.length === 0 ? [] : [more.join(', ')]),
  ].join('\n\n');
}
