import type { Issue } from '../model/issue';
import type { TracedDataset, LineageColumn } from './dataset-lineage';
import { splitColumnId, type ColumnId } from './origins';

/** The columns of a mesh and what comes from what: a graph whose steps are datasets. */
export class MeshLineage {
  private readonly columns = new Map<ColumnId, LineageColumn>();
  private readonly dependents = new Map<ColumnId, Set<ColumnId>>();
  private readonly made = new Map<ColumnId, Set<ColumnId>>();
  /** Columns with an unknown part, by the datasets whose columns it may be. */
  private readonly untracedReaders = new Map<string, Set<ColumnId>>();

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
        if (column.untraced !== undefined)
          for (const read of dataset.reads) addTo(this.untracedReaders, read, column.id);
      }
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
   * what their values are part of, as far as it is known.
   */
  downstream(start: readonly ColumnId[], depth: number, only?: 'direct'): Map<ColumnId, number> {
    const levels = walk(start, depth, (id) => (only ? [...(this.made.get(id) ?? [])] : this.next(id)));
    for (const id of start) levels.delete(id);
    return levels;
  }

  private next(id: ColumnId): ColumnId[] {
    const address = splitColumnId(id)?.address;
    return [
      ...(this.dependents.get(id) ?? []),
      ...(address === undefined ? [] : (this.untracedReaders.get(address) ?? [])),
    ];
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
