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
  /** Its columns that come from the changed ones, directly or not; empty where none does: only its checks read them, or nothing is made of it. */
  columns: ImpactedColumn[];
  /** The places in its SQL and its contract that read changed columns, or columns that come from them. */
  readings: ImpactedReading[];
  /** Why not all of its columns are known; it is then taken as reading all of what it names. */
  untraced?: string;
}

/**
 * Everything downstream of columns of datasets, nearest first. What cannot be traced counts as reading.
 * An empty list says that nobody reads them. `whole`: the address of a dataset that is changed as such, so that whoever
 * only counts its rows is reached too.
 */
export function impactOf(lineage: MeshLineage, changed: readonly ColumnId[], whole?: string): ImpactedDataset[] {
  const start = [...changed, ...(whole === undefined ? [] : [whole])];
  const nodes = lineage.reached(start, Infinity);
  const reached = lineage.columnsOf(nodes, start);
  const made = lineage.downstream(changed, Infinity, 'direct');
  const affected = new Set<ColumnId>([...changed, ...reached.keys()]);
  const untracedColumns = [...reached.keys()].filter((id) => lineage.column(id)?.untraced !== undefined);
  const carrying = new Set<ColumnId>([...changed, ...made.keys(), ...untracedColumns]);
  const distances = datasetDistances(nodes);
  const changedDatasets = new Set([...affected].flatMap((id) => splitColumnId(id)?.address ?? []));
  const isRead = ({ address, column, rowsOnly }: DatasetReading): boolean =>
    address === whole ||
    (column !== undefined ? affected.has(column) : rowsOnly ? nodes.has(address) : changedDatasets.has(address));
  const carries = ({ address, column, rowsOnly }: DatasetReading): boolean =>
    address === whole || (column === undefined ? !rowsOnly : carrying.has(column));
  const found: ImpactedDataset[] = [];
  for (const dataset of lineage.datasets.values()) {
    const columns = dataset.columns
      .filter(({ id }) => reached.has(id))
      .map((column) => ({ column, direct: made.has(column.id) }));
    const readings = dataset.readings.filter(isRead).map((reading) => ({ ...reading, direct: carries(reading) }));
    if (columns.length === 0 && readings.length === 0) continue;
    const untraced = dataset.untraced ?? columns.find(({ column }) => column.untraced !== undefined)?.column.untraced;
    const distance =
      distances.get(dataset.address) ?? 1 + Math.min(...readings.map(({ address }) => distances.get(address) ?? 0));
    found.push({ address: dataset.address, distance, columns, readings, ...(untraced !== undefined && { untraced }) });
  }
  return found.sort((a, b) => a.distance - b.distance || (a.address < b.address ? -1 : 1));
}

/** Of columns and addresses, nearest first. */
function datasetDistances(nodes: ReadonlyMap<string, number>): Map<string, number> {
  const distances = new Map<string, number>();
  for (const [id, hops] of nodes) {
    const address = splitColumnId(id)?.address ?? id;
    if (!distances.has(address)) distances.set(address, hops);
  }
  return distances;
}
