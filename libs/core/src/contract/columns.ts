import { contractSchema, type Contract, type ContractProperty } from '../model/contract';
import type { Issue, Position } from '../model/issue';
import { formatType, type DataType, type Field } from '../model/schema';
import { nearest, quoted } from '../config/suggestion';
import { isEnforced } from './lifecycle';
import { logicalTypes } from './read/data-type';

/**
 * A dataset's columns as its contract says them; types that the contract leaves open, and columns that it allows besides
 * its own, are those of `bound`. Undefined where some type is known from neither.
 */
export function contractColumns(contract: Contract, bound: readonly Field[] | undefined): Field[] | undefined {
  const object = contractSchema(contract);
  if (!object || object.properties.length === 0) return undefined;
  const columns: Field[] = [];
  for (const property of object.properties) {
    const actual = bound?.find(({ name }) => name === property.name);
    const type = actual && fits(property, actual.type) ? actual.type : property.type;
    if (type === undefined) return undefined;
    columns.push({ name: property.name, type, nullable: true, metadata: {} });
  }
  const extra = object.additionalColumns ? (bound ?? []) : [];
  return [...columns, ...extra.filter(({ name }) => !columns.some((column) => same(column.name, name)))];
}

/** Where a dataset gives other columns than its contract declares: missing, of another type, extra. Warnings where the contract is not enforced. */
export function columnIssues(contract: Contract, bound: readonly Field[], sql: Position | undefined): Issue[] {
  const object = contractSchema(contract);
  if (!object || object.properties.length === 0) return [];
  const issues: Issue[] = [];
  const add = (position: Position | undefined, message: string, hint: string): void => {
    issues.push({
      code: 'CONTRACT_COLUMNS',
      severity: isEnforced(contract) ? 'error' : 'warning',
      message,
      hint,
      address: contract.dataset,
      ...(position && { position }),
    });
  };
  const declared = object.properties.map(({ name }) => name);
  const extra = bound.filter(({ name }) => !declared.includes(name));
  for (const property of object.properties) {
    const actual = bound.find(({ name }) => name === property.name);
    if (!actual) {
      const meant = nearest(
        property.name,
        extra.map(({ name }) => name),
      );
      const hint =
        meant === undefined
          ? `It gives ${bound.map(({ name }) => name).join(', ')}.`
          : `It gives \`${meant}\`; is that meant?`;
      add(
        property.position,
        `the contract declares the column \`${property.name}\`, and the dataset does not give it`,
        hint,
      );
    } else if (!fits(property, actual.type)) {
      const wanted = property.physicalType ?? property.logicalType ?? '';
      const at = property.positions['physicalType'] ?? property.positions['logicalType'] ?? property.position;
      add(
        at,
        `the contract declares \`${property.name}\` as ${wanted}, and the dataset gives ${formatType(actual.type)}`,
        'Cast it in the SQL, or change the contract and its version.',
      );
    }
  }
  if (object.additionalColumns) return issues;
  for (const { name, type } of extra) {
    if (declared.some((other) => nearest(other, [name]) !== undefined && !bound.some((field) => field.name === other)))
      continue;
    const hint = `Declare it (${formatType(type)}), take it out of the SQL, or give the object ${quoted(object.name)} the custom property additionalColumns: true.`;
    add(sql ?? object.position, `the dataset gives the column \`${name}\`, and the contract does not declare it`, hint);
  }
  return issues;
}

/** Whether a table's type is what the contract says: exactly with a physical type, else by kind. */
function fits(property: ContractProperty, actual: DataType): boolean {
  if (property.physicalType !== undefined && property.type !== undefined)
    return formatType(property.type) === formatType(actual);
  const { logicalType, items, options, properties } = property;
  if (logicalType === undefined) return true;
  if (logicalType === 'integer' && options.format !== undefined && property.type !== undefined)
    return formatType(property.type) === formatType(actual);
  if (!logicalTypes(actual).includes(logicalType)) return false;
  if (typeof actual === 'string') return true;
  if (actual.type === 'array') return !items || fits(items, actual.elementType);
  if (actual.type === 'map')
    return !property.map || (fits(property.map.key, actual.keyType) && fits(property.map.value, actual.valueType));
  return properties.every((child) =>
    actual.fields.some((field) => field.name === child.name && fits(child, field.type)),
  );
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
