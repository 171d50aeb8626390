import type { DirectKind, DirectSource, IndirectKind, IndirectSource } from '@mu-mesh/core';

/** More columns than a table can have. */
const WIDTH = 1_000_000;
const RANK: Readonly<Record<DirectKind, number>> = { IDENTITY: 0, TRANSFORMATION: 1, AGGREGATION: 2 };

/** In the place of a column it stands for the rows of an input: how many there are, or whether there is one. */
const ROWS = WIDTH - 1;

/** The key of an input's rows. */
export function rowsKey(input: number): number {
  return columnKey(input, ROWS);
}

/** An input's column as one number, so that it can be a key. */
export function columnKey(input: number, column: number): number {
  return input * WIDTH + column;
}

/** Columns that decide about others, each with the ways in which it does; inputs whose rows decide, by their `rowsKey`. */
export class Influences {
  private readonly kinds = new Map<number, Set<IndirectKind>>();

  get size(): number {
    let size = 0;
    for (const kinds of this.kinds.values()) size += kinds.size;
    return size;
  }

  add(key: number, kind: IndirectKind): void {
    const known = this.kinds.get(key);
    if (known) known.add(kind);
    else this.kinds.set(key, new Set([kind]));
  }

  merge(other: Influences): void {
    for (const [key, kinds] of other.kinds) for (const kind of kinds) this.add(key, kind);
  }

  /** Inputs whose rows decide. */
  tables(): number[] {
    const rows = [...this.kinds.keys()].filter((key) => key % WIDTH === ROWS);
    return rows.map((key) => position(key).input).sort((a, b) => a - b);
  }

  list(): IndirectSource[] {
    const columns = [...this.kinds].filter(([key]) => key % WIDTH !== ROWS);
    const ordered = columns.sort(([a], [b]) => a - b);
    return ordered.flatMap(([key, kinds]) => [...kinds].sort().map((kind) => ({ ...position(key), kind })));
  }
}

/** Where the value of one column comes from. */
export class Sources {
  readonly direct = new Map<number, DirectKind>();
  readonly indirect = new Influences();

  /** `unreadable`: what it is, where it is no column of an input and nothing may be computed from it. */
  constructor(readonly unreadable?: string) {}

  add(key: number, kind: DirectKind): void {
    const known = this.direct.get(key);
    if (known === undefined || RANK[kind] > RANK[known]) this.direct.set(key, kind);
  }

  /** Takes over what another column is made of; a `kind` that is more than IDENTITY makes its direct sources at least that. */
  merge(other: Sources, kind: DirectKind): void {
    for (const [key, own] of other.direct) this.add(key, RANK[own] > RANK[kind] ? own : kind);
    this.indirect.merge(other.indirect);
  }

  /** Takes over what another column is made of as mere influences. */
  mergeAsInfluence(other: Sources, kind: IndirectKind): void {
    influence(this.indirect, other, kind);
  }

  get size(): number {
    return this.direct.size + this.indirect.size;
  }

  list(): DirectSource[] {
    return [...this.direct].sort(([a], [b]) => a - b).map(([key, kind]) => ({ ...position(key), kind }));
  }
}

/** Adds a column's direct sources as influences of a kind, and its own influences as they are. */
export function influence(target: Influences, sources: Sources, kind: IndirectKind): void {
  for (const key of sources.direct.keys()) target.add(key, kind);
  target.merge(sources.indirect);
}

export function position(key: number): { input: number; column: number } {
  return { input: Math.floor(key / WIDTH), column: key % WIDTH };
}
