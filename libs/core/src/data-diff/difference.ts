/** One row that differs. Cells are texts, null for NULL, in the order of the shown columns. */
export interface RowSample {
  kind: 'added' | 'removed' | 'changed';
  /** The row as it is now; of a removed row, as it was. */
  cells: (string | null)[];
  /** Of a changed row: as it was. */
  before?: (string | null)[];
  /** How often the row was added or removed; more than 1 only where whole rows are compared. */
  times: number;
}

/** What differs between two sets of rows. */
export interface Difference {
  added: number;
  removed: number;
  changed: number;
  unchanged: number;
  /** Rows in which the column's value changed, in the order of the compared columns. */
  moved: number[];
  /** Up to a limit of each kind, lowest keys first. */
  samples: RowSample[];
}

/** Both together, with at most `limit` samples of each kind. */
export function sum(one: Difference, other: Difference, limit: number): Difference {
  const samples = [...one.samples, ...other.samples];
  return {
    added: one.added + other.added,
    removed: one.removed + other.removed,
    changed: one.changed + other.changed,
    unchanged: one.unchanged + other.unchanged,
    moved: one.moved.map((count, index) => count + (other.moved[index] ?? 0)),
    samples: (['removed', 'added', 'changed'] as const).flatMap((kind) =>
      samples.filter((sample) => sample.kind === kind).slice(0, limit),
    ),
  };
}

/** Reads samples that a query gives as JSON texts. */
export function samplesOf(json: string | null, read: (value: unknown) => RowSample): RowSample[] {
  const values: unknown = JSON.parse(json ?? '[]');
  return Array.isArray(values) ? values.map(read) : [];
}

export function cellsOf(value: unknown): (string | null)[] {
  return Array.isArray(value) ? value.map((cell) => (cell === null || cell === undefined ? null : String(cell))) : [];
}
