import type { Position } from '../model/issue';

/** What a change means to one side, worst first. */
export const LEVELS = ['breaking', 'compatible', 'cosmetic'] as const;
export type Level = (typeof LEVELS)[number];

/** Which way the set of accepted values, or a promise, moved; `changed`: both ways, or nobody can tell. */
export type Direction = 'loosened' | 'tightened' | 'changed';

/** What a promise of a contract is about; with the direction it makes the kind of a change: `range_loosened`. */
export type Topic =
  | 'nullability'
  | 'key'
  | 'unique'
  | 'enum'
  | 'range'
  | 'length'
  | 'pattern'
  | 'format'
  | 'options'
  | 'reference'
  | 'quality'
  | 'sla';

export type ChangeKind =
  | `${Topic}_${Direction}`
  | `${'product' | 'port' | 'dataset' | 'contract' | 'object' | 'column' | 'role'}_${'added' | 'removed'}`
  | `type_${'widened' | 'narrowed' | 'changed'}`
  | `${'classification' | 'description' | 'deprecation' | 'extra_columns' | 'lifecycle' | 'sunset' | 'version' | 'id' | 'metadata'}_changed`;

/** One difference between two contracts or products. */
export interface ContractChange {
  /** `schema.daily_sales.revenue`, `slaProperties.latency`, `version`. */
  path: string;
  kind: ChangeKind;
  /** What it means to those who read the data. */
  consumer: Level;
  /** What it means to those who deliver it. */
  producer: Level;
  /** Null: it was, or is, not there. */
  from: string | null;
  to: string | null;
  /** The column of the dataset's own table that it is about. */
  column?: string;
  /** Said beside it, such as a name that a removed column may have now. */
  note?: string;
  /** In the newer file, or in the older one where it was removed. */
  position?: Position;
}

const SIDES: Readonly<Record<Direction, Pick<ContractChange, 'consumer' | 'producer'>>> = {
  loosened: { consumer: 'breaking', producer: 'compatible' },
  tightened: { consumer: 'compatible', producer: 'breaking' },
  changed: { consumer: 'breaking', producer: 'breaking' },
};

/** Where a change stands. */
export type Place = Pick<ContractChange, 'path' | 'column' | 'position'>;

/** A promise that moved: readers may meet what was ruled out before, or deliverers must keep what was free before. */
export function moved(place: Place, topic: Topic, direction: Direction, from: unknown, to: unknown): ContractChange {
  return { ...place, kind: `${topic}_${direction}`, ...SIDES[direction], from: shown(from), to: shown(to) };
}

/** A change with its levels; the producer's is the consumer's unless given. */
export function change(
  place: Place,
  kind: ChangeKind,
  consumer: Level,
  from: unknown,
  to: unknown,
  producer: Level = consumer,
): ContractChange {
  return { ...place, kind, consumer, producer, from: shown(from), to: shown(to) };
}

/** A change of words, where there is one. */
export function reworded(place: Place, kind: ChangeKind, level: Level, from: unknown, to: unknown): ContractChange[] {
  return canonical(from) === canonical(to) ? [] : [change(place, kind, level, from, to)];
}

/** Text that is equal for equal values: sorted keys, without positions and what is not given. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (key, part: unknown) => {
      if (key === 'position' || key === 'positions') return undefined;
      if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
      return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? ''
  );
}

function shown(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : canonical(value);
}
