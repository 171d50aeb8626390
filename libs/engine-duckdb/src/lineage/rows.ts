import { Untraced } from './plan-node';
import { Influences, type Sources } from './sources';

/** What an operator yields: its columns, and what decides which rows there are and in which order. */
export class Rows {
  readonly influences = new Influences();

  constructor(readonly columns: readonly Sources[]) {}

  /** Other columns over the same rows. */
  with(columns: readonly Sources[]): Rows {
    const rows = new Rows(columns);
    rows.influences.merge(this.influences);
    return rows;
  }

  /** The columns at these positions, all where there are none. */
  project(positions: readonly number[]): Rows {
    return positions.length === 0 ? this : this.with(positions.map((index) => this.column(index)));
  }

  /** Throws Untraced where a plan points past the end. */
  column(index: number | undefined): Sources {
    const found = index === undefined ? undefined : this.columns[index];
    if (!found) throw new Untraced(`a reference to column ${index ?? '?'} of ${this.columns.length}`);
    return found;
  }

  /** The columns side by side; influences of both. */
  beside(other: Rows): Rows {
    const rows = this.with([...this.columns, ...other.columns]);
    rows.influences.merge(other.influences);
    return rows;
  }
}
