import { resolveReference } from '../contract/references';
import { ruleName } from '../check/rule-query';
import type { SqlAnalysis } from '../ports';
import { contractSchema, type Contract, type ContractObject, type ContractProperty } from '../model/contract';
import type { Dataset, Domain } from '../model/job';
import type { BoundRule } from '../plan/rule-binding';
import type { RuleStatement } from '../plan/contract-rules';
import type { DatasetReading } from './dataset-lineage';
import { columnId } from './origins';
import type { StatementLineage } from './statement';

/** What the query of a rule reads, of its own dataset and of others; all that it names where it is not traced. */
export function ruleReadings(
  { dataset, rule, query }: RuleStatement,
  analysis: SqlAnalysis | undefined,
  traced: { bound: BoundRule; lineage: StatementLineage } | undefined,
): DatasetReading[] {
  const step = ruleName(rule);
  const addressOf = (name: string): string => (name.includes('.') ? name : dataset.id);
  if (!traced || 'untraced' in traced.lineage) {
    const tables = analysis?.findings.length === 0 ? analysis.tables : [];
    if (tables.length === 0) return [{ address: dataset.id, position: rule.position, step, named: false }];
    return tables.map(({ name, offset }) => ({
      address: addressOf(name),
      position: query.at(offset),
      step,
      named: false,
    }));
  }
  const inputs = [...traced.bound.inputs];
  const read = traced.lineage.readings.flatMap(({ input, column, offset, named }) => {
    const [name, fields] = inputs[input] ?? [];
    const field = fields?.[column];
    if (name === undefined || !field) return [];
    const address = addressOf(name);
    return [{ address, column: columnId(address, field.name), position: query.at(offset), step, named }];
  });
  const found = new Set(read.map(({ address }) => address));
  const counted = (analysis?.tables ?? []).filter(({ name }) => !found.has(addressOf(name)));
  const rows = counted.map(({ name, offset }): DatasetReading => {
    return { address: addressOf(name), position: query.at(offset), step, named: true, rowsOnly: true };
  });
  return [...read, ...rows];
}

/** Columns that a contract names outside of SQL: by foreign keys, by rules about several columns, by service levels. */
export function namedReadings({ contract }: Dataset, domains: readonly Domain[]): DatasetReading[] {
  const object = contract && contractSchema(contract);
  if (!contract) return [];
  return [
    ...contract.schema.flatMap((one) => keyReadings(contract, one, domains)),
    ...(object ? [...ruleColumns(contract, object), ...levelColumns(contract, object)] : []),
  ];
}

function keyReadings(contract: Contract, object: ContractObject, domains: readonly Domain[]): DatasetReading[] {
  return object.relationships.flatMap(({ from, to, position }) => {
    const step = `foreignKey ${from.join(', ')}`;
    const referred = to.flatMap((reference) => {
      const target = resolveReference(contract, reference, domains);
      return target ? [reading(target.dataset?.id ?? contract.dataset, target.column, step, position)] : [];
    });
    // A key at its own column goes with the column.
    const stands = object.properties.some(({ relationships }) =>
      relationships.some((one) => at(one) === at({ position })),
    );
    const own = stands ? [] : from.map((path) => reading(contract.dataset, path, step, position));
    return [...referred, ...own];
  });
}

function at({ position: { line, column } }: Pick<DatasetReading, 'position'>): string {
  return `${line}:${column}`;
}

function ruleColumns(contract: Contract, object: ContractObject): DatasetReading[] {
  const rules = [...object.quality, ...object.properties.flatMap(qualityOf)];
  return rules.flatMap((rule) =>
    rule.type === 'library'
      ? (rule.arguments.properties ?? []).map((path) => reading(contract.dataset, path, ruleName(rule), rule.position))
      : [],
  );
}

function qualityOf({ quality, properties }: ContractProperty): ContractObject['quality'] {
  return [...quality, ...properties.flatMap(qualityOf)];
}

function levelColumns(contract: Contract, object: ContractObject): DatasetReading[] {
  const tables = [object.name, object.physicalName ?? object.name, contract.dataset];
  return contract.slaProperties.flatMap(({ property, element, position }) =>
    element.flatMap((path) => {
      const table = tables.find((name) => path.startsWith(`${name}.`));
      const column = table === undefined ? path : path.slice(table.length + 1);
      const isColumn = object.properties.some(({ name }) => name === column.split('.')[0]);
      return isColumn ? [reading(contract.dataset, column, property, position)] : [];
    }),
  );
}

/** A field counts as its column. */
function reading(address: string, path: string, step: string, position: DatasetReading['position']): DatasetReading {
  return { address, column: columnId(address, path.split('.')[0] ?? path), position, step, named: true };
}
