import type { RecoverResult } from '../operations/recover';
import type { VacuumResult } from '../operations/vacuum';
import { bytes, plural } from './figures';
import { grid } from './grid';
import type { View } from './view';

export function renderRecovery(result: RecoverResult, view: View): string {
  if (view.quiet) return '';
  if (result.datasets.length === 0) return 'There is no table yet.';
  const head = ['DATASET', 'VERSION', 'RUN', 'REMOVED'].map((title) => view.paint.dim(title));
  const rows = result.datasets.map(({ address, version, run, removed }) => [
    address,
    version === null ? 'none' : String(version),
    run ?? '',
    plural(removed.length, 'file'),
  ]);
  return grid(head, rows, [1]);
}

export function renderVacuum(result: VacuumResult, view: View): string {
  if (view.quiet) return '';
  const { dryRun, datasets } = result;
  const touched = datasets.filter(({ files }) => files.length > 0);
  const size = datasets.reduce((sum, dataset) => sum + dataset.bytes, 0);
  const amount = datasets.reduce((sum, dataset) => sum + dataset.files.length, 0);
  const lines = touched.map(
    (dataset) => `${dataset.address}: ${plural(dataset.files.length, 'file')}, ${bytes(dataset.bytes)}`,
  );
  return [
    ...lines,
    amount === 0
      ? 'Nothing to remove.'
      : `${dryRun ? 'To remove' : 'Removed'}: ${plural(amount, 'file')}, ${bytes(size)}`,
  ].join('\n');
}
