import { type MeshContext, type MeshLineage, impactOf, traceMesh } from '@mu-mesh/core';
import type { ImpactResult } from '../render/impact';
import { shownPath } from '../output/envelope';
import { targetOf } from './lineage';

/** Everything downstream of a column, or of all columns of a dataset. Throws USAGE for an unknown one. */
export async function impact(
  context: MeshContext,
  target: string,
): Promise<{ result: ImpactResult; lineage: MeshLineage }> {
  const lineage = await traceMesh(context);
  const { columns, whole } = targetOf(context, lineage, target);
  const found = impactOf(lineage, columns, whole);
  const datasets = found.map(({ address, distance, columns: reached, readings, untraced }) => ({
    address,
    domain: address.split('.')[0] ?? '',
    dataset: address.split('.')[2] ?? '',
    distance,
    columns: reached.map(({ column: { id }, direct }) => ({ column: id, direct })),
    readings: readings.map(({ position, step, column, address: read, named, direct }) => ({
      file: shownPath(position.file, context.workspace.root),
      line: position.line,
      column: position.column,
      step,
      reads: column ?? read,
      named,
      direct,
    })),
    untraced: untraced ?? null,
  }));
  return { lineage, result: { target, columns, datasets } };
}
