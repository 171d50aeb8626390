import type { Issue } from '../model/issue';
import type { TracedDataset, LineageColumn } from './dataset-lineage';
import { splitColumnId, type ColumnId } from './origins';

/** A column; or an address, for the rows of a dataset: which and how many there are. */
type Node = ColumnId | string;

/** The columns of a mesh and what comes from what: a graph whose steps are datasets. */
export class MeshLineage {
  private readonly columns = new Map<ColumnId, LineageColumn>();
  private readonly dependents = new Map<Node, Set<Node>>();
  private readonly made = new Map<ColumnId, Set<ColumnId>>();
  /** Columns and rows with an unknown part, by the datasets whose columns it may be. */
  private readonly untracedReaders = new Map<string, Set<Node>>();

  /** `issues`: what checking the workspace found; where it has errors, the lineage has gaps, and says so. */
  constructor(
    readonly datasets: ReadonlyMap<string, TracedDataset>,
    readonly issues: readonly Issue[],
  ) {
    for (const dataset of datasets.values()) {
      for (const column of dataset.columns) {
        this.columns.set(column.id, column);
        for (const origin of column.direct) addTo(this.made, origin.column, column.id);
        for (const origin of [...column.direct, ...column.indirect]) addTo(this.dependents, origin.column, column.id);
        for (const read of column.rows) addTo(this.dependents, read, column.id);
        if (column.untraced !== undefined)
          for (const read of dataset.reads) addTo(this.untracedReaders, read, column.id);
      }
      const { rows } = dataset;
      for (const origin of [...(rows?.columns ?? []), ...(rows?.datasets ?? [])])
        addTo(this.dependents, origin, dataset.address);
      if (!rows || rows.untraced !== undefined)
        for (const read of dataset.reads) addTo(this.untracedReaders, read, dataset.address);
    }
  }

  /** Undefined for a column of a source, or one that is not known. */
  column(id: ColumnId): LineageColumn | undefined {
    return this.columns.get(id);
  }

  /** The columns and what they come from, nearest first: all columns at fewer hops than `depth`. */
  upstream(start: readonly ColumnId[], depth: number): LineageColumn[] {
    const levels = walk(start, depth - 1, (id) => {
      const column = this.columns.get(id);
      return column ? [...column.direct, ...column.indirect].map((origin) => origin.column) : [];
    });
    return [...levels.keys()].flatMap((id) => this.columns.get(id) ?? []);
  }

  /**
   * What comes from the columns, by its number of hops: at most `depth`. Without the columns themselves. `direct`: only
   * what their values are part of, as far as it is known. An address in `start` stands for the rows of a dataset.
   */
  downstream(start: readonly Node[], depth: number, only?: 'direct'): Map<ColumnId, number> {
    const levels = only ? walk(start, depth, (id) => [...(this.made.get(id) ?? [])]) : this.reached(start, depth);
    return this.columnsOf(levels, start);
  }

  /** Of what was reached from the start, the columns, without those of the start. */
  columnsOf(reached: ReadonlyMap<Node, number>, start: readonly Node[]): Map<ColumnId, number> {
    const columns = new Map(reached);
    for (const id of start) columns.delete(id);
    for (const id of columns.keys()) if (this.datasets.has(id)) columns.delete(id);
    return columns;
  }

  /**
   * The start and what comes from it, by the number of hops: columns, and addresses of datasets whose rows it decides
   * about. In `start` an address stands for the rows of a dataset.
   */
  reached(start: readonly Node[], depth: number): Map<Node, number> {
    return walk(start, depth, (id) => this.next(id));
  }

  private next(id: Node): Node[] {
    return [...(this.dependents.get(id) ?? []), ...(this.untracedReaders.get(splitColumnId(id)?.address ?? id) ?? [])];
  }
}

/** Breadth first, so that each column has its least number of hops. */
function walk(
  start: readonly ColumnId[],
  depth: number,
  next: (id: ColumnId) => readonly ColumnId[],
): Map<ColumnId, number> {
  const levels = new Map<ColumnId, number>(start.map((id) => [id, 0]));
  for (const [id, level] of levels) {
    if (level >= depth) continue;
    for (const other of next(id)) if (!levels.has(other)) levels.set(other, level + 1);
  }
  return levels;
}

function addTo(index: Map<string, Set<ColumnId>>, key: string, id: ColumnId): void {
  const known = index.get(key);
  if (known) known.add(id);
  else index.set(key, new Set([id]));
}
