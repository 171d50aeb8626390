/** What a dataset's rows are, by construction: every count is exact. */
export interface DatasetTruth {
  rows: { in: number; out: number; quarantined: number };
  /** Rows that must not come out, by the fault planted in them: no reader can fit them, or the job's filter refuses them. */
  quarantined: Record<string, number>;
  /** More rows that must not come out: those that the dataset's contract refuses. */
  refused: Record<string, number>;
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
  private readonly refused: Record<string, number> = {};
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

  /** One row that the contract must refuse. */
  refuse(fault: string): void {
    this.refused[fault] = (this.refused[fault] ?? 0) + 1;
  }

  truth(): DatasetTruth {
    const quarantined = total(this.quarantined) + total(this.refused);
    return {
      rows: { in: this.out + quarantined, out: this.out, quarantined },
      quarantined: sorted(this.quarantined),
      refused: sorted(this.refused),
      tolerated: sorted(this.tolerated),
    };
  }
}

export function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

function sorted(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
