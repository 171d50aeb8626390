import type { Issue } from '@mu-mesh/core';
import { plural } from './figures';
import type { View } from './view';

export interface ValidatedDataset {
  address: string;
  ok: boolean;
  /** null: not checked yet. */
  columns: { name: string; type: string }[] | null;
}

export function renderValidation(datasets: readonly ValidatedDataset[], issues: readonly Issue[], view: View): string {
  if (view.quiet) return '';
  const { paint } = view;
  const lines = datasets.map(({ address, ok, columns }) => {
    const state = ok ? paint.green('ok  ') : paint.red('FAIL');
    return `${state} ${address}${ok ? paint.dim(columns ? `  ${plural(columns.length, 'column')}` : '  columns not checked yet') : ''}`;
  });
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const warnings = issues.length - errors;
  const found = [errors > 0 ? plural(errors, 'error') : '', warnings > 0 ? plural(warnings, 'warning') : ''].filter(
    (part) => part !== '',
  );
  return [
    ...lines,
    '',
    `${plural(datasets.length, 'dataset')}: ${found.length === 0 ? 'no mistakes found' : found.join(', ')}`,
  ].join('\n');
}
