import { basename } from 'node:path';
import type { DiscardResult } from '../operations/quarantine';
import type { QuarantineRow } from '../operations/quarantine-rows';
import { plural } from './figures';
import { grid } from './grid';
import { cell, printable } from './printable';
import type { View } from './view';

/** One line a refused row. */
export function renderQuarantine(address: string, rows: readonly QuarantineRow[], view: View): string {
  if (rows.length === 0) return view.quiet ? '' : `${address} has no row in quarantine.`;
  const head = ['ID', 'STATUS', 'RULE', 'WHERE', 'REASON', 'ROW'].map((title) => view.paint.dim(title));
  const lines = rows.map((row) => [
    cell(row.id, 20),
    row.status,
    cell(rule(row), 30),
    cell(place(row, basename), 40),
    cell(row.reasons.join('; '), 50),
    cell(row.row ?? '', 50),
  ]);
  return `${grid(head, lines)}\n\n${plural(rows.length, 'row')}. One in full: mesh quarantine show ${address} ID (its beginning is enough)`;
}

/** One refused row, every word of it. */
export function renderQuarantineRow(row: QuarantineRow, view: View): string {
  const { paint } = view;
  const lines = [
    ['id', row.id],
    ['status', row.status],
    ...(row.closed ? [['closed', row.closed.at]] : []),
    ...(row.closed?.reason ? [['because', row.closed.reason]] : []),
    ['run', row.run],
    ['rule', rule(row)],
    ['where', place(row, (file) => file)],
    ...row.reasons.map((reason, index) => [index === 0 ? 'reasons' : '', reason]),
    ['row', row.row ?? 'NULL'],
  ];
  return lines.map(([key, value]) => `${paint.dim((key ?? '').padEnd(8))}${printable(value ?? '')}`).join('\n');
}

/** What was discarded, and of each row that was closed before, when and why. */
export function renderDiscarded({ address, version, discarded, closed }: DiscardResult): string {
  const lines = closed.map(
    ({ id, status, at, reason }) =>
      `${id} was ${status} already${at === null ? '' : `, ${at}`}${reason === null ? '' : `: ${printable(reason)}`}`,
  );
  const where = version === null ? (lines.length > 0 ? '' : ': no open row') : `, in version ${version} of ${address}`;
  return [...lines, `${discarded.length} discarded${where}.`].join('\n');
}

/** The step, and the private table that it fills. */
function rule({ rule: step, table }: QuarantineRow): string {
  return table === undefined ? step : `${step} (${table})`;
}

/** `file:line:column`, as far as they are known. */
function place({ file, line, column }: QuarantineRow, spell: (file: string) => string): string {
  return file === null ? '' : [spell(file), line, column].filter((part) => part !== null).join(':');
}
