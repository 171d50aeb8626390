import type { CheckOutcome } from '../model/check';
import type { ContractObject, ContractProperty, LogicalType } from '../model/contract';
import { formatType, type DataType, type Field } from '../model/schema';
import { fieldOf } from './column';

/** Whether the table that the commit would give has the declared columns with their types, and no others where that is forbidden. */
export function schemaOutcome(
  object: ContractObject,
  fields: readonly Field[],
  enforced: boolean,
): CheckOutcome | undefined {
  if (object.properties.length === 0) return undefined;
  const findings = [
    ...missingOrOther(object.properties, fields, ''),
    ...(object.additionalColumns ? [] : extra(object.properties, fields)),
  ];
  return {
    name: 'schema',
    kind: 'schema',
    severity: enforced ? 'fail' : 'warn',
    status: findings.length === 0 ? 'passed' : enforced ? 'failed' : 'warned',
    measured: findings.length === 0 ? 'as declared' : findings.join('; '),
    expected: object.additionalColumns ? 'the declared columns and types' : 'exactly the declared columns and types',
    rows: 0,
  };
}

function missingOrOther(properties: readonly ContractProperty[], fields: readonly Field[], parent: string): string[] {
  return properties.flatMap((property) => {
    const path = `${parent}${property.name}`;
    const field = fieldOf(fields, property.name);
    if (!field) return [`the column ${path} is missing`];
    const { type } = field;
    const declared = declaredType(property);
    if (!fits(property, type)) return [`the column ${path} is ${formatType(type)} instead of ${declared}`];
    return typeof type !== 'string' && type.type === 'struct'
      ? missingOrOther(property.properties, type.fields, `${path}.`)
      : [];
  });
}

function extra(properties: readonly ContractProperty[], fields: readonly Field[]): string[] {
  const declared = new Set(properties.map((property) => property.name.toLowerCase()));
  return fields
    .filter((field) => !declared.has(field.name.toLowerCase()))
    .map((field) => `the column ${field.name} is not declared`);
}

function declaredType({ physicalType, type, logicalType }: ContractProperty): string {
  return physicalType !== undefined && type !== undefined ? formatType(type) : (logicalType ?? 'any type');
}

/** Of the physical type exactly; where only a logical one is given, any type that holds such values. */
function fits({ physicalType, type, logicalType, properties }: ContractProperty, actual: DataType): boolean {
  // Fields of an object are compared one by one.
  if (physicalType !== undefined && type !== undefined && properties.length === 0)
    return formatType(type) === formatType(actual);
  return logicalType === undefined || LOGICAL[logicalType].test(formatType(actual));
}

const LOGICAL: Readonly<Record<LogicalType, RegExp>> = {
  string: /^(string|binary)$/,
  date: /^date$/,
  timestamp: /^timestamp(_ntz)?$/,
  time: /^string$/,
  number: /^(byte|short|integer|long|float|double|decimal\(.*)$/,
  integer: /^(byte|short|integer|long|decimal\(\d+,0\))$/,
  object: /^(struct|map)</,
  array: /^array</,
  boolean: /^boolean$/,
  map: /^map</,
  vector: /^array</,
};
