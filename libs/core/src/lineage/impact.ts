import type { DatasetReading, LineageColumn } from './dataset-lineage';
import type { MeshLineage } from './mesh-lineage';
import { splitColumnId, type ColumnId } from './origins';

export interface ImpactedColumn {
  column: LineageColumn;
  /** Values of the changed columns are part of its own; else they only decide about it, or it is not traced. */
  direct: boolean;
}

export interface ImpactedReading extends DatasetReading {
  /** What is read there is changed itself, has its values in it, or is not traced; false: it was only decided about. */
  direct: boolean;
}

/** A dataset that a change of some columns reaches. */
export interface ImpactedDataset {
  address: string;
  /** Datasets between it and the change, plus one; 0: what is changed, where its own contract reads it. */
  distance: number;
  /** Its columns that come from the changed ones, directly or not; empty where only its checks read them. */
  columns: ImpactedColumn[];
  /** The places in its SQL and its contract that read changed columns, or columns that come from them. */
  readings: ImpactedReading[];
  /** Why not all of its columns are known; it is then taken as reading all of what it names. */
  untraced?: string;
}

/**
 * Everything downstream of columns of datasets, nearest first. What cannot be traced counts as reading.
 * An empty list says that nobody reads them.
 */
export function impactOf(lineage: MeshLineage, changed: readonly ColumnId[]): ImpactedDataset[] {
  const reached = lineage.downstream(changed, Infinity);
  const made = lineage.downstream(changed, Infinity, 'direct');
  const affected = new Set<ColumnId>([...changed, ...reached.keys()]);
  const untracedColumns = [...reached.keys()].filter((id) => lineage.column(id)?.untraced !== undefined);
  const carrying = new Set<ColumnId>([...changed, ...made.keys(), ...untracedColumns]);
  const distances = datasetDistances(lineage, changed, reached);
  const changedDatasets = new Set([...affected].flatMap((id) => splitColumnId(id)?.address ?? []));
  const found: ImpactedDataset[] = [];
  for (const dataset of lineage.datasets.values()) {
    const columns = dataset.columns
      .filter(({ id }) => reached.has(id))
      .map((column) => ({ column, direct: made.has(column.id) }));
    const readings = dataset.readings
      .filter(({ column, address }) => (column === undefined ? changedDatasets.has(address) : affected.has(column)))
      .map((reading) => ({ ...reading, direct: reading.column === undefined || carrying.has(reading.column) }));
    if (columns.length === 0 && readings.length === 0) continue;
    const untraced = dataset.untraced ?? columns.find(({ column }) => column.untraced !== undefined)?.column.untraced;
    const distance =
      distances.get(dataset.address) ?? 1 + Math.min(...readings.map(({ address }) => distances.get(address) ?? 0));
    found.push({ address: dataset.address, distance, columns, readings, ...(untraced !== undefined && { untraced }) });
  }
  return found.sort((a, b) => a.distance - b.distance || (a.address < b.address ? -1 : 1));
}

function datasetDistances(
  lineage: MeshLineage,
  changed: readonly ColumnId[],
  reached: ReadonlyMap<ColumnId, number>,
): Map<string, number> {
  const distances = new Map<string, number>();
  for (const id of changed) {
    const address = splitColumnId(id)?.address;
    if (address !== undefined && lineage.datasets.has(address)) distances.set(address, 0);
  }
  for (const [id, hops] of reached) {
    const address = splitColumnId(id)?.address;
    if (address !== undefined && !distances.has(address)) distances.set(address, hops);
  }
  return distances;
}
