import type { DirectKind, IndirectKind } from './statement';

/**
 * A column by its full name: `sales.gold.daily_sales.amount`; of a source outside of the mesh the path, `#` and the
 * name: `domains/sales/raw/orders/data/*.csv#amount`.
 */
export type ColumnId = string;

/** The id of a dataset's column. */
export function columnId(address: string, column: string): ColumnId {
  return `${address}.${column}`;
}

/** The dataset and the column of an id; undefined for a source outside of the mesh. */
export function splitColumnId(id: ColumnId): { address: string; column: string } | undefined {
  if (id.includes('#')) return undefined;
  const parts = id.split('.');
  return parts.length > 3 ? { address: parts.slice(0, 3).join('.'), column: parts.slice(3).join('.') } : undefined;
}

const RANK: Readonly<Record<DirectKind, number>> = { IDENTITY: 0, TRANSFORMATION: 1, AGGREGATION: 2 };

/** Where one column of a step or dataset comes from, in columns of datasets and sources. */
export class Origins {
  readonly direct = new Map<ColumnId, DirectKind>();
  readonly indirect = new Map<ColumnId, Set<IndirectKind>>();
  /** Addresses of datasets whose rows decide: how many there are, or whether there is one. */
  readonly datasets = new Set<string>();
  /** Why not all of it is known. */
  untraced: string | undefined;

  static of(id: ColumnId): Origins {
    const origins = new Origins();
    origins.direct.set(id, 'IDENTITY');
    return origins;
  }

  /** What the rows of a dataset come from. */
  static rowsOf(address: string): Origins {
    const origins = new Origins();
    origins.datasets.add(address);
    return origins;
  }

  static unknown(reason: string): Origins {
    const origins = new Origins();
    origins.untraced = reason;
    return origins;
  }

  /** Takes over another column's value, itself made with `kind`. */
  addDirect(other: Origins, kind: DirectKind): void {
    for (const [id, own] of other.direct) {
      const stronger = RANK[own] > RANK[kind] ? own : kind;
      const known = this.direct.get(id);
      if (known === undefined || RANK[stronger] > RANK[known]) this.direct.set(id, stronger);
    }
    this.addInfluences(other);
  }

  /** Takes over another column as what decides about this one. */
  addIndirect(other: Origins, kind: IndirectKind): void {
    for (const id of other.direct.keys()) this.influence(id, kind);
    this.addInfluences(other);
  }

  /** The same column with more that decides about it. */
  influencedBy(other: Origins): Origins {
    const copy = new Origins();
    copy.addDirect(this, 'IDENTITY');
    copy.addInfluences(other);
    return copy;
  }

  /** Takes over what decides about another, without its value. */
  addInfluences(other: Origins): void {
    for (const address of other.datasets) this.datasets.add(address);
    for (const [id, kinds] of other.indirect) for (const kind of kinds) this.influence(id, kind);
    this.untraced ??= other.untraced;
  }

  private influence(id: ColumnId, kind: IndirectKind): void {
    const known = this.indirect.get(id);
    if (known) known.add(kind);
    else this.indirect.set(id, new Set([kind]));
  }
}
