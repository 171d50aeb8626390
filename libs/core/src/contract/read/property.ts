import {
  LOGICAL_TYPES,
  type ContractObject,
  type ContractProperty,
  type EnumValue,
  type LogicalTypeOptions,
} from '../../model/contract';
import type { Position } from '../../model/issue';
import { typeOf } from './data-type';
import type { Node } from './node';
import { readQuality } from './quality';
import { columnRelationships, tableRelationships } from './relationship';

/** One element of `schema`: a table. */
export function readObject(node: Node): ContractObject {
  const name = node.text('name');
  const properties = node.children('properties').map((child) => readProperty(child, ''));
  return {
    position: node.position,
    name,
    ...node.texts('id', 'physicalName', 'physicalType', 'description', 'businessName'),
    deprecated: node.flag('deprecated'),
    tags: node.strings('tags'),
    properties,
    relationships: [...tableRelationships(node), ...properties.flatMap((property) => property.relationships)],
    quality: readQuality(node),
    customProperties: node.customProperties,
    additionalColumns: node.customProperties.some(
      ({ property, value }) => property === 'additionalColumns' && value === true,
    ),
  };
}

function readProperty(node: Node, parent: string): ContractProperty {
  const name = node.text('name');
  const path = name === '' ? parent : parent === '' ? name : `${parent}.${name}`;
  const child = (key: string, of = node): ContractProperty | undefined => {
    const found = of.child(key);
    return found && readProperty(found, path);
  };
  const items = child('items');
  const map = node.child('map');
  const [key, value] = map ? [child('key', map), child('value', map)] : [];
  const logicalType = LOGICAL_TYPES.find((type) => type === node.value['logicalType']);
  const place = node.value['primaryKeyPosition'];
  const accepted = readEnum(node);
  const property: ContractProperty = {
    position: node.position,
    positions: positionsOf(node),
    name,
    ...node.texts('id', 'physicalType', 'classification', 'description', 'businessName'),
    ...(logicalType && { logicalType }),
    required: node.flag('required'),
    unique: node.flag('unique'),
    primaryKey: node.flag('primaryKey'),
    ...(typeof place === 'number' && place > 0 && { primaryKeyPosition: place }),
    deprecated: node.flag('deprecated'),
    criticalDataElement: node.flag('criticalDataElement'),
    partitioned: node.flag('partitioned'),
    tags: node.strings('tags'),
    ...(accepted.length > 0 && { enum: accepted }),
    options: readOptions(node.child('logicalTypeOptions')),
    relationships: columnRelationships(node, path),
    quality: readQuality(node, path),
    properties: node.children('properties').map((one) => readProperty(one, path)),
    ...(items && { items }),
    ...(key && value && { map: { key, value } }),
    customProperties: node.customProperties,
  };
  const type = typeOf(property);
  return type === undefined ? property : { ...property, type };
}

function positionsOf(node: Node): Record<string, Position> {
  const positions: Record<string, Position> = {};
  for (const key in node.value) positions[key] = node.at(key);
  const options = node.child('logicalTypeOptions');
  for (const key in options?.value) positions[`logicalTypeOptions.${key}`] = options.at(key);
  return positions;
}

function readEnum(node: Node): EnumValue[] {
  return node.children('enum').map((one) => ({
    position: one.at('value'),
    value: one.scalar('value') ?? null,
    ...one.texts('label', 'description'),
  }));
}

const SIMPLE_OPTIONS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minItems',
  'maxItems',
  'uniqueItems',
  'timezone',
] as const;

function readOptions(node: Node | undefined): LogicalTypeOptions {
  if (!node) return {};
  const given = { ...node.value };
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    const isExclusive = given[flag];
    if (typeof isExclusive !== 'boolean') continue;
    delete given[flag];
    if (!isExclusive || given[bound] === undefined) continue;
    given[flag] = given[bound];
    delete given[bound];
  }
  const options = SIMPLE_OPTIONS.flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]]]));
  const required = node.strings('required');
  return { ...(Object.fromEntries(options) as LogicalTypeOptions), ...(required.length > 0 && { required }) };
}
