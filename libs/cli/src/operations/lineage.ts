import {
  type ColumnId,
  type LineageColumn,
  type MeshContext,
  MeshError,
  type MeshLineage,
  type TracedDataset,
  columnId,
  didYouMean,
  splitColumnId,
  traceMesh,
} from '@mu-mesh/core';
import type { LineageResult } from '../render/lineage';
import { unknownAddress } from './table-of';

export interface LineageRequest {
  /** `sales.gold.daily_sales`, or with `.column`. */
  target: string;
  direction: 'up' | 'down';
  /** Datasets to go through; 1 is one hop. */
  depth: number;
}

/** Where columns come from, or what comes from them. Throws USAGE for an unknown dataset or column. */
export async function lineageOf(
  context: MeshContext,
  { target, direction, depth }: LineageRequest,
): Promise<{ result: LineageResult; lineage: MeshLineage }> {
  const lineage = await traceMesh(context);
  const { dataset, columns, whole } = targetOf(context, lineage, target);
  const result =
    direction === 'up'
      ? upstream(lineage, columns, depth)
      : downstream(lineage, [...columns, ...(whole === undefined ? [] : [whole])], depth);
  const untraced = dataset.untraced ?? null;
  return { lineage, result: { target, direction, version: null, untraced, versions: null, columns: result } };
}

/** The dataset that a target names, and the columns: one, or all of them; then `whole` is its address. */
export function targetOf(
  context: MeshContext,
  lineage: MeshLineage,
  target: string,
): { dataset: TracedDataset; columns: ColumnId[]; whole?: string } {
  const split = splitColumnId(target);
  const dataset = lineage.datasets.get(split?.address ?? target);
  if (!dataset) throw unknownAddress(context.workspace, target);
  if (!split) return { dataset, columns: dataset.columns.map(({ id }) => id), whole: dataset.address };
  const column = dataset.columns.find(({ name }) => name.toLowerCase() === split.column.toLowerCase());
  if (column) return { dataset, columns: [column.id] };
  if (dataset.untraced !== undefined) return { dataset, columns: [columnId(dataset.address, split.column)] };
  const names = dataset.columns.map(({ name }) => name);
  const hint = didYouMean(split.column, names) ?? `It has: ${names.join(', ')}.`;
  throw new MeshError('USAGE', `${dataset.address} has no column \`${split.column}\``, {
    hint,
    address: dataset.address,
  });
}

/** Columns with their origins, as the result has them. */
export function upstream(lineage: MeshLineage, columns: readonly ColumnId[], depth: number): LineageResult['columns'] {
  return lineage.upstream(columns, depth).map((column) => entry(column, () => true));
}

/** Of each column only what leads back to the asked ones; an address among them stands for the dataset's rows. */
function downstream(lineage: MeshLineage, start: readonly string[], depth: number): LineageResult['columns'] {
  const walked = lineage.reached(start, depth);
  return [...lineage.columnsOf(walked, start).keys()].flatMap((id) => {
    const column = lineage.column(id);
    return column ? [entry(column, (origin) => walked.has(origin))] : [];
  });
}

function entry(column: LineageColumn, shown: (origin: ColumnId) => boolean): LineageResult['columns'][number] {
  const direct = column.direct.filter((origin) => shown(origin.column));
  return {
    column: column.id,
    direct: direct.map((origin) => origin.column),
    kinds: Object.fromEntries(direct.map((origin) => [origin.column, origin.kind])),
    indirect: column.indirect.filter((origin) => shown(origin.column)),
    rows: column.rows.filter(shown),
    untraced: column.untraced ?? null,
  };
}
