import { seeded } from '../../seeded';
import type { Column, Contract, Rule, Table } from './document';

/** Changes a contract in place at one of the places where that is possible, chosen by `pick`; says where, undefined where there is none. */
export type Mutate = (contract: Contract, pick: Pick) => string | undefined;

/** Chooses one of several, undefined of none. */
export type Pick = <T>(from: readonly T[]) => T | undefined;

export interface Kind {
  /** In the words of docs/contract-diff.md. */
  kind: string;
  mutate: Mutate;
}

/** Picks that are the same on every machine. */
export function seededPick(seed: number): Pick {
  const next = seeded(seed);
  return (from) => from[next() % Math.max(1, from.length)];
}

/** Every column of a contract that may be changed, those inside of others among them. */
export function allColumns({ schema }: Contract): Column[] {
  const within = (columns: readonly Column[]): Column[] =>
    columns.flatMap((one) => [one, ...within(one.properties ?? []), ...within(one.items?.properties ?? [])]);
  return schema.flatMap(({ properties }) => within(properties));
}

/** A mutation of one of the columns that fit. */
export function ofColumn(kind: string, fits: (column: Column) => boolean, change: (column: Column) => void): Kind {
  return {
    kind,
    mutate: (contract, pick) => {
      const column = pick(allColumns(contract).filter(fits));
      if (column) change(column);
      return column?.name;
    },
  };
}

/** A mutation of one of the rules that fit, at a table or a column. */
export function ofRule(kind: string, fits: (rule: Rule) => boolean, change: (rule: Rule) => void): Kind {
  return {
    kind,
    mutate: (contract, pick) => {
      const holders: (Table | Column)[] = [...contract.schema, ...allColumns(contract)];
      const rule = pick(holders.flatMap(({ quality }) => quality ?? []).filter(fits));
      if (rule) change(rule);
      return rule?.id;
    },
  };
}

/** A mutation of the contract itself. */
export function ofContract(kind: string, change: (contract: Contract) => boolean | void): Kind {
  return { kind, mutate: (contract) => (change(contract) === false ? undefined : 'the contract') };
}

/** A mutation of one value among a column's options. */
export function ofOption(kind: string, key: string, to: (old: number) => unknown): Kind {
  return ofColumn(
    kind,
    ({ logicalTypeOptions }) => logicalTypeOptions?.[key] !== undefined,
    ({ logicalTypeOptions = {} }) => {
      const value = to(Number(logicalTypeOptions[key]));
      if (value === undefined) delete logicalTypeOptions[key];
      else logicalTypeOptions[key] = value;
    },
  );
}
