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
  /** Why not all of it is known; any column that the dataset reads may then be an origin. */
  untraced?: string;
}

/** A place in a dataset's SQL that reads another dataset, or in its contract that reads its own table or another one. */
export interface DatasetReading {
  /** The dataset that is read. */
  address: string;
  /** The column that is read; undefined where it is not known, and any may be. */
  column?: ColumnId;
  position: Position;
  /** The step whose SQL it is; the name of the contract's rule, `foreignKey …`, or the service level. */
  step: string;
  /** false: the text names the table only, and the column comes through `*` or is not known. */
  named: boolean;
}

export interface TracedDataset {
  address: string;
  /** Datasets that it reads, by address. */
  reads: string[];
  /** In order of its table; empty where `untraced` says why they are not known. */
  columns: LineageColumn[];
  readings: DatasetReading[];
  untraced?: string;
}
