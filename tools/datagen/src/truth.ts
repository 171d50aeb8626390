/** What a dataset's rows are, by construction: every count is exact. */
export interface DatasetTruth {
  rows: { in: number; out: number; quarantined: number };
  /** Rows that must not come out, by the fault planted in them. */
  quarantined: Record<string, number>;
  /** Faults and oddities in rows that do come out. */
  tolerated: Record<string, number>;
}

export interface Truth {
  seed: number;
  transactions: number;
  /** By dataset address: the raw datasets, and those silver ones whose row counts follow from the planted faults. */
  datasets: Record<string, DatasetTruth>;
}

/** Counts the rows of one dataset while they are written. */
export class Tally {
  private out = 0;
  private readonly quarantined: Record<string, number> = {};
  private readonly tolerated: Record<string, number> = {};

  /** One row that comes out; `oddity` is what is strange about it. */
  good(oddity?: string): void {
    this.out += 1;
    if (oddity) this.note(oddity);
  }

  /** An oddity of a row that is counted already. */
  note(oddity: string): void {
    this.tolerated[oddity] = (this.tolerated[oddity] ?? 0) + 1;
  }

  /** One row that must be refused. */
  bad(fault: string): void {
    this.quarantined[fault] = (this.quarantined[fault] ?? 0) + 1;
  }

  truth(): DatasetTruth {
    const quarantined = Object.values(this.quarantined).reduce((sum, n) => sum + n, 0);
    return {
      rows: { in: this.out + quarantined, out: this.out, quarantined },
      quarantined: sorted(this.quarantined),
      tolerated: sorted(this.tolerated),
    };
  }
}

function sorted(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
