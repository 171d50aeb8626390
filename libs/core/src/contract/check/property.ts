import type { ContractProperty } from '../../model/contract';
import { formatType } from '../../model/schema';
import { didYouMean, quoted } from '../../config/suggestion';
import { parseType } from '../../config/type-parser';
import { logicalTypes } from '../read/data-type';
import { checkOptions } from './options';
import type { ContractFindings } from './findings';
import { valueProblem } from './value';

/** Columns, or fields of one: names, types, accepted values, bounds, keys. */
export function checkProperties(properties: readonly ContractProperty[], found: ContractFindings): void {
  found.twice(properties, ({ name }) => name, 'the column');
  checkKey(properties, found);
  for (const property of properties) checkProperty(property, found);
}

function checkProperty(property: ContractProperty, found: ContractFindings): void {
  checkType(property, found);
  checkEnum(property, found);
  checkOptions(property, found);
  const { options, properties, items, map, positions } = property;
  const fields = properties.map(({ name }) => name);
  for (const name of options.required ?? []) {
    if (!fields.includes(name)) {
      const at = positions['logicalTypeOptions.required'] ?? property.position;
      found.reference(at, `the object has no field ${quoted(name)}`, didYouMean(name, fields));
    }
  }
  checkProperties(properties, found);
  for (const part of [items, map?.key, map?.value]) if (part) checkProperty(part, found);
}

function checkType(
  { physicalType, logicalType, positions, position }: ContractProperty,
  found: ContractFindings,
): void {
  if (physicalType === undefined) return;
  const parsed = parseType(physicalType);
  const at = positions['physicalType'] ?? position;
  if (!('type' in parsed))
    found.at(at, parsed.problem, parsed.hint ?? 'A type of DuckDB or Spark, such as BIGINT or DECIMAL(10,2).');
  else if (logicalType !== undefined && !logicalTypes(parsed.type).includes(logicalType)) {
    const fitting = logicalTypes(parsed.type).join(' or ');
    found.at(
      positions['logicalType'] ?? position,
      `the logical type ${logicalType} does not fit the physical type ${physicalType} (${formatType(parsed.type)})`,
      `Its logical type is ${fitting}.`,
    );
  }
}

function checkEnum(property: ContractProperty, found: ContractFindings): void {
  const seen = new Set<string>();
  for (const { value, position } of property.enum ?? []) {
    const spelled = JSON.stringify(value);
    if (seen.has(spelled)) found.at(position, `the value ${spelled} stands here twice`);
    seen.add(spelled);
    const problem = value === null ? undefined : valueProblem(property, value);
    if (problem !== undefined) found.at(position, `the accepted value ${spelled} is no ${problem}`);
    if (value === null && property.required) found.at(position, 'null is accepted, but the column is required');
  }
}

function checkKey(properties: readonly ContractProperty[], found: ContractFindings): void {
  const places = new Map<number, string>();
  for (const { name, primaryKey, primaryKeyPosition: place, positions, position } of properties) {
    if (place === undefined) continue;
    const at = positions['primaryKeyPosition'] ?? position;
    if (!primaryKey)
      found.at(
        at,
        `the column ${quoted(name)} has a place in the primary key and is no part of it`,
        'Add primaryKey: true.',
      );
    const other = places.get(place);
    if (other !== undefined)
      found.at(at, `${quoted(other)} and ${quoted(name)} have the same place in the primary key: ${place}`);
    places.set(place, name);
  }
}
