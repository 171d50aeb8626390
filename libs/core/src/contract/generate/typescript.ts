import type { Contract, ContractObject, ContractProperty } from '../../model/contract';
import type { DataType } from '../../model/schema';

/**
 * A row as TypeScript: whole numbers of up to 32 bits and fractions are numbers, longer ones bigint, decimals exact
 * text, dates and times ISO 8601 text, binary values Uint8Array.
 */
export function exportTypeScript(contract: Contract, object: ContractObject): string {
  const about = object.description ?? contract.description.purpose;
  const lines = [
    `/** ${comment(`${contract.dataset} ${contract.version}${about === undefined ? '' : `: ${about}`}`)} */`,
    `export interface ${typeName(object.name)} ${body(object.properties, '')}`,
  ];
  return `${lines.join('\n')}\n`;
}

function body(properties: readonly ContractProperty[], indent: string): string {
  const inner = `${indent}  `;
  const members = properties.flatMap((property) => {
    const says = [
      property.description,
      property.classification && `Classification: ${property.classification}.`,
      property.deprecated && '@deprecated',
    ];
    const text = says.filter((part) => typeof part === 'string' && part !== '').join(' ');
    const nullable = property.required || property.primaryKey ? '' : ' | null';
    return [
      ...(text === '' ? [] : [`${inner}/** ${comment(text)} */`]),
      `${inner}${memberName(property.name)}: ${typeOf(property, inner)}${nullable};`,
    ];
  });
  return `{\n${members.join('\n')}\n${indent}}`;
}

function typeOf(property: ContractProperty, indent: string): string {
  const values = property.enum?.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values && values.length > 0 && values.every((value) => typeof value === 'string'))
    return values.map(quote).join(' | ');
  if (property.properties.length > 0) return body(property.properties, indent);
  if (property.items) return `(${typeOf(property.items, indent)}${property.items.required ? '' : ' | null'})[]`;
  if (property.map)
    return `Record<string, ${typeOf(property.map.value, indent)}${property.map.value.required ? '' : ' | null'}>`;
  return property.type === undefined ? 'unknown' : dataType(property.type);
}

function dataType(type: DataType): string {
  if (typeof type !== 'string') {
    if (type.type === 'array') return `(${dataType(type.elementType)} | null)[]`;
    if (type.type === 'map') return `Record<string, ${dataType(type.valueType)} | null>`;
    return `{ ${type.fields.map((field) => `${memberName(field.name)}: ${dataType(field.type)} | null`).join('; ')} }`;
  }
  switch (type) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'float':
    case 'double':
      return 'number';
    case 'long':
      return 'bigint';
    case 'boolean':
      return 'boolean';
    case 'binary':
      return 'Uint8Array';
    default:
      return 'string';
  }
}

/** `daily_sales` → `DailySales`. */
function typeName(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `Row${joined}`;
}

function memberName(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : quote(name);
}

function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function comment(text: string): string {
  return text.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ').trim();
}
