import type { PreviewResult } from '../operations/preview';
import { plural } from './figures';
import { renderRows } from './rows-table';
import type { View } from './view';

export function renderPreview(result: PreviewResult, view: View): string {
  const names = result.columns.map(({ name }) => name);
  const table = renderRows(names, result.rows, view);
  if (view.quiet) return table;
  const shown = `${result.more ? 'the first ' : ''}${plural(result.rows.length, 'row')}`;
  return `${table}\n${view.paint.dim(`${result.source}${result.version === null ? '' : ` version ${result.version}`}: ${shown}`)}`;
}
