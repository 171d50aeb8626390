import type { ContractProperty } from '../model/contract';
import type { DataType } from '../model/schema';
import { columnsOf, type Column } from './column';
import { rowRules, type RowRule } from './row-rule';

/** Values that a column holds several of: those of an array, the keys and the values of a map. */
interface Part {
  path: string;
  /** The expression that gives them as a list. */
  list: string;
  type: DataType;
  property: ContractProperty;
}

/** What a column's declaration demands of each value inside of it: a row breaks it where any of them does. */
export function itemRules(column: Column, depth = 0): RowRule[] {
  return partsOf(column).flatMap(({ path, list, type, property }) => {
    const item = `item_${depth}`;
    const inner: Column = { path, sql: item, type, property };
    const fields = typeof type !== 'string' && type.type === 'struct' ? type.fields : [];
    const columns = [inner, ...columnsOf(property.properties, fields, inner)];
    return columns
      .flatMap((one) => [...rowRules(one), ...itemRules(one, depth + 1)])
      .map((rule) => ({
        ...rule,
        broken: `coalesce(len(list_filter(${list}, lambda ${item}: coalesce(${rule.broken}, false))) > 0, false)`,
      }));
  });
}

function partsOf({ path, sql, type, property }: Column): Part[] {
  if (typeof type === 'string') return [];
  const { items, map } = property;
  if (type.type === 'array' && items)
    return [{ path: `${path}[]`, list: sql, type: type.elementType, property: items }];
  if (type.type !== 'map' || !map) return [];
  return [
    { path: `${path}[key]`, list: `map_keys(${sql})`, type: type.keyType, property: map.key },
    { path: `${path}[value]`, list: `map_values(${sql})`, type: type.valueType, property: map.value },
  ];
}
