import type { Position } from '../model/issue';
import type { ColumnId } from './origins';
import type { DirectKind, IndirectKind } from './statement';

export interface DirectOrigin {
  column: ColumnId;
  kind: DirectKind;
}

export interface IndirectOrigin {
  column: ColumnId;
  kind: IndirectKind;
}

/** Where one column of a dataset comes from: columns of the datasets that it reads, and of its sources. One hop. */
export interface LineageColumn {
  id: ColumnId;
  name: string;
  direct: DirectOrigin[];
  indirect: IndirectOrigin[];
  /**
   * Datasets whose rows decide about it, how many there are or whether there is one, and of which no column is an origin:
   * `SELECT count(*) FROM …`.
   */
  rows: string[];
  /** Why not all of it is known; any column that the dataset reads may then be an origin. */
  untraced?: string;
}

/** A place in a dataset's SQL that reads another dataset, or in its contract that reads its own table or another one. */
export interface DatasetReading {
  /** The dataset that is read. */
  address: string;
  /** The column that is read; undefined where it is not known, and any may be, or where none is. */
  column?: ColumnId;
  position: Position;
  /** The step whose SQL it is; the name of the contract's rule, `foreignKey …`, or the service level. */
  step: string;
  /** false: the text names the table only, and the column comes through `*` or is not known. */
  named: boolean;
  /** Only rows are read, no column: `SELECT count(*)`, `EXISTS (FROM …)`. It breaks when the dataset goes, not when a column does. */
  rowsOnly?: true;
}

/** What decides which rows a dataset has. */
export interface RowOrigins {
  columns: ColumnId[];
  /** Addresses of those whose rows do. */
  datasets: string[];
  /** Why not all of it is known; any column that the dataset reads may then decide. */
  untraced?: string;
}

export interface TracedDataset {
  address: string;
  /** Datasets that it reads, by address. */
  reads: string[];
  /** In order of its table; empty where `untraced` says why they are not known. */
  columns: LineageColumn[];
  /** Undefined where it is not known. */
  rows?: RowOrigins;
  readings: DatasetReading[];
  untraced?: string;
}
