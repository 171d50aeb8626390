import type { Contract } from '../model/contract';
import { contractSchema } from '../model/contract';

/** Columns that tell rows apart, and where that is said. */
export interface RowKey {
  columns: string[];
  origin: 'option' | 'primary key' | 'unique';
}

/** The contract's primary key, else its first unique column, else the columns of a rule against duplicates. */
export function contractKey(contract: Contract): RowKey | undefined {
  const object = contractSchema(contract);
  if (!object) return undefined;
  const primary = object.properties
    .filter(({ primaryKey }) => primaryKey)
    .sort((a, b) => (a.primaryKeyPosition ?? Infinity) - (b.primaryKeyPosition ?? Infinity) || 0);
  if (primary.length > 0) return { columns: primary.map(({ name }) => name), origin: 'primary key' };
  const unique = object.properties.find((property) => property.unique);
  if (unique) return { columns: [unique.name], origin: 'unique' };
  const rules = [...object.quality, ...object.properties.flatMap(({ quality }) => quality)];
  for (const rule of rules) {
    if (rule.type !== 'library' || rule.metric !== 'duplicateValues' || rule.severity !== 'fail') continue;
    const { comparison } = rule;
    if (comparison?.operator !== 'mustBe' || comparison.value !== 0) continue;
    const columns = rule.arguments.properties ?? (rule.column === undefined ? [] : [rule.column]);
    if (columns.length > 0) return { columns, origin: 'unique' };
  }
  return undefined;
}
