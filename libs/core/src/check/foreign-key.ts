import { dirname, resolve, sep } from 'node:path';
import type { ColumnReference, Contract, ContractObject, Relationship } from '../model/contract';
import type { Subject } from './subject';
import { given } from './key-rule';
import { fieldOf, type Column } from './column';
import { identifier } from './quote';

/** Values that another table, or this one, must have. */
export interface ForeignKeyRule {
  name: string;
  relationship: Relationship;
  columns: Column[];
  /** Address of the other dataset; undefined for the table itself. */
  target?: string;
  /** `sales.gold.customers.id`. */
  words: string;
}

export function foreignKeyRules({ contract, object, columns }: Subject): ForeignKeyRule[] {
  return relationshipsOf(object).flatMap((relationship) => {
    const own = relationship.from.flatMap((path) => columns.find((column) => column.path === path) ?? []);
    const [first] = relationship.to;
    if (!first || own.length === 0 || own.length < relationship.to.length) return [];
    const target = targetOf(contract, object, first);
    const to = relationship.to.map((reference) => reference.column).join(', ');
    const words = `${target ?? contract.dataset}.${to}`;
    return [
      {
        name: `foreignKey ${relationship.from.join(', ')}`,
        relationship,
        columns: own,
        ...(target !== undefined && { target }),
        words,
      },
    ];
  });
}

/** Addresses of the other datasets that a contract's foreign keys lead to. */
export function foreignKeyTargets(contract: Contract, object: ContractObject): string[] {
  const targets = relationshipsOf(object).flatMap(({ to }) => (to[0] ? (targetOf(contract, object, to[0]) ?? []) : []));
  return [...new Set(targets)];
}

/** The contract without the foreign keys that lead to other datasets than these. */
export function withKeysTo(contract: Contract, targets: ReadonlySet<string>): Contract {
  const schema = contract.schema.map((object) => {
    const kept = (all: Relationship[]): Relationship[] =>
      all.filter(({ to: [first] }) => {
        const target = first && targetOf(contract, object, first);
        return target === undefined || targets.has(target);
      });
    const properties = object.properties.map((one) => ({ ...one, relationships: kept(one.relationships) }));
    return { ...object, properties, relationships: kept(object.relationships) };
  });
  return { ...contract, schema };
}

/** Those of the table and of its columns, each once. */
function relationshipsOf(object: ContractObject): Relationship[] {
  const all = [...object.relationships, ...object.properties.flatMap((property) => property.relationships)];
  return [
    ...new Map(
      all.map((relationship) => [
        `${relationship.from.join()} ${relationship.to.map(({ text }) => text).join()}`,
        relationship,
      ]),
    ).values(),
  ];
}

/** A contract's file stands for the dataset beside it; a name without a domain is a dataset of the same layer, or this table. */
function targetOf(
  contract: Contract,
  object: ContractObject,
  { contract: file, object: name }: ColumnReference,
): string | undefined {
  if (file !== undefined) {
    const address = dirname(resolve(dirname(contract.file), file))
      .split(sep)
      .slice(-3)
      .join('.');
    return address === contract.dataset ? undefined : address;
  }
  if ([object.name, object.physicalName, contract.dataset].includes(name)) return undefined;
  if (name.includes('.')) return name;
  return `${contract.dataset.slice(0, contract.dataset.lastIndexOf('.'))}.${name}`;
}

/** True for a row of STAGED or NUMBERED whose key the relation `name` lacks; a key with a missing part leads nowhere. */
export function orphan(rule: ForeignKeyRule, name: string): string {
  const keys = rule.columns.map(({ sql }) => sql).join(', ');
  const to = rule.relationship.to.map((reference) => identifier(reference.column));
  const found = `SELECT ${to.length === 1 ? to.join() : `(${to.join(', ')})`} FROM ${identifier(name)} WHERE ${to.map((column) => `${column} IS NOT NULL`).join(' AND ')}`;
  return `${given(rule.columns)} AND (${keys}) NOT IN (${found})`;
}

/** The first column that the other table lacks. */
export function missingColumn(rule: ForeignKeyRule, fields: Parameters<typeof fieldOf>[0]): string | undefined {
  return rule.relationship.to.find((reference) => !fieldOf(fields, reference.column))?.column;
}
