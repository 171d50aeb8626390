import { MeshError, atVersion, columnId, didYouMean, splitColumnId, traceRan, type MeshContext } from '@mu-mesh/core';
import type { LineageResult } from '../render/lineage';
import { upstream } from './lineage';
import { tableOf } from './table-of';

/** Where the columns of one version came from when it was built. Throws USAGE, TABLE_MISSING, VERSION_MISSING. */
export async function lineageAsRan(
  context: MeshContext,
  { target, version, depth }: { target: string; version: number; depth: number },
): Promise<LineageResult> {
  const split = splitColumnId(target);
  const { address } = tableOf(context, split?.address ?? target);
  const { versions, lineage } = await traceRan(context, { address, version, depth });
  const dataset = lineage.datasets.get(atVersion(address, version));
  const columns = dataset?.columns ?? [];
  const column = columns.find(({ name }) => name.toLowerCase() === split?.column.toLowerCase());
  if (split && !column && dataset?.untraced === undefined) {
    const names = columns.map(({ name }) => name);
    throw new MeshError('USAGE', `version ${version} of ${address} has no column \`${split.column}\``, {
      hint: didYouMean(split.column, names) ?? `It has: ${names.join(', ')}.`,
      address,
    });
  }
  const start = split ? [column?.id ?? columnId(address, split.column)] : columns.map(({ id }) => id);
  return {
    target,
    direction: 'up',
    version,
    untraced: dataset?.untraced ?? null,
    versions: versions.map(({ at, run, restored, gap, ...one }) => ({
      ...one,
      at: at ?? null,
      run: run ?? null,
      restored: restored ?? null,
      gap: gap ?? null,
    })),
    columns: upstream(lineage, start, depth),
  };
}
