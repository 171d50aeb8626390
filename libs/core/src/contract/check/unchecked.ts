import type { Contract, ContractObject, ContractProperty } from '../../model/contract';
import { unitOf } from '../time-unit';
import { CHECKED_FORMATS, isUncheckedFormat } from '../value-format';
import type { ContractFindings } from './findings';

/** Warns of what the contract demands of the rows and nothing checks, so that nobody relies on it. */
export function warnUnchecked(contract: Contract, object: ContractObject, found: ContractFindings): void {
  for (const property of object.properties) formats(property, found);
  for (const property of object.properties) fields(property, found);
  serviceLevels(contract, object, found);
}

function formats(property: ContractProperty, found: ContractFindings): void {
  const { options, logicalType, type, positions, position, properties, items, map } = property;
  const { format } = options;
  const at = positions['logicalTypeOptions.format'] ?? position;
  if (format !== undefined && logicalType === 'string' && isUncheckedFormat(format))
    found.warnAt(
      at,
      `the format "${format}" is not checked`,
      `Checked: ${CHECKED_FORMATS.join(', ')}; or give a pattern.`,
    );
  const isTime = logicalType === 'date' || logicalType === 'timestamp' || logicalType === 'time';
  if (format !== undefined && isTime && type === 'string')
    found.warnAt(
      at,
      `the format "${format}" of a ${logicalType} that is a text is not checked`,
      'Give a pattern, or a type of dates and times.',
    );
  for (const part of [...properties, ...(items ? [items] : []), ...(map ? [map.key, map.value] : [])])
    formats(part, found);
}

/** Of a field of an object everything is checked but where its key leads. */
function fields(property: ContractProperty, found: ContractFindings): void {
  for (const field of property.properties) {
    for (const { position } of field.relationships)
      found.warnAt(
        position,
        'where the key of a field leads is not checked',
        'Give the column a place of its own in the table.',
      );
    fields(field, found);
  }
  const { items, map } = property;
  for (const part of [...(items ? [items] : []), ...(map ? [map.key, map.value] : [])]) inside(part, found);
}

/** Of what arrays and maps hold each value is checked for itself. */
function inside(property: ContractProperty, found: ContractFindings): void {
  const { positions, position, unique, primaryKey, relationships, quality, properties, items, map } = property;
  const hint = 'Unnest the values into a table of their own.';
  if (unique)
    found.warnAt(
      positions['unique'] ?? position,
      'that values inside of an array or a map are unique is not checked',
      hint,
    );
  if (primaryKey)
    found.warnAt(positions['primaryKey'] ?? position, 'a primary key inside of an array or a map is not checked', hint);
  for (const one of relationships)
    found.warnAt(one.position, 'where values inside of an array or a map lead is not checked', hint);
  for (const rule of quality)
    if (rule.type !== 'text')
      found.warnAt(rule.position, 'a quality rule inside of an array or a map is not checked', hint);
  for (const part of [...properties, ...(items ? [items] : []), ...(map ? [map.key, map.value] : [])])
    inside(part, found);
}

/** Freshness and latency that name a column are meant to be checked; the other service levels are for people. */
function serviceLevels({ slaProperties, dataset }: Contract, object: ContractObject, found: ContractFindings): void {
  const tables = [object.name, object.physicalName ?? object.name, dataset];
  const known = new Set(object.properties.flatMap(({ name }) => [name, ...tables.map((table) => `${table}.${name}`)]));
  for (const { property, element, value, unit, position } of slaProperties) {
    if ((property !== 'freshness' && property !== 'latency') || element.length === 0) continue;
    const says = (why: string, hint: string): void =>
      found.warnAt(position, `the ${property} is not checked: ${why}`, hint);
    const lost = element.find((name) => !known.has(name) && !isNested(name, known));
    if (lost !== undefined) says(`the table has no column "${lost}"`, 'Name a date or timestamp column of the table.');
    if (value === null || !Number.isFinite(Number(value)))
      says('its value is no number', 'Give a number and a "unit".');
    if (unitOf(unit ?? 'd') === undefined) says(`its unit "${unit ?? ''}" is unknown`, 'Units: s, m, h, d, w, y.');
  }
}

function isNested(name: string, known: ReadonlySet<string>): boolean {
  return [...known].some((column) => name.startsWith(`${column}.`));
}
