import type { ContractProperty, LogicalType } from '../../model/contract';
import type { DataType } from '../../model/schema';
import { parseType } from '../../config/type-parser';

const INTEGERS: Record<string, string> = {
  i8: 'byte',
  i16: 'short',
  i32: 'integer',
  i64: 'long',
  i128: 'decimal(38,0)',
  u8: 'short',
  u16: 'integer',
  u32: 'long',
  u64: 'decimal(20,0)',
  u128: 'decimal(38,0)',
};

type Typed = Omit<ContractProperty, 'type'>;

/** A property's type in the table: from `physicalType`, else what `logicalType` says. */
export function typeOf(property: Typed): DataType | undefined {
  if (property.physicalType !== undefined) {
    const parsed = parseType(property.physicalType);
    if ('type' in parsed) return parsed.type;
  }
  return logical(property);
}

function logical({ logicalType, options, items, map, properties }: Typed): DataType | undefined {
  switch (logicalType) {
    case undefined:
      return undefined;
    case 'string':
    case 'time':
      return 'string';
    case 'date':
    case 'boolean':
      return logicalType;
    case 'timestamp':
      return options.timezone === true ? 'timestamp' : 'timestamp_ntz';
    case 'integer':
      return INTEGERS[options.format ?? ''] ?? 'long';
    case 'number':
      return options.format === 'f32' ? 'float' : 'double';
    case 'vector':
      return { type: 'array', elementType: 'float', containsNull: false };
    case 'array':
      return items?.type && { type: 'array', elementType: items.type, containsNull: !items.required };
    case 'map':
      return (
        map?.key.type &&
        map.value.type && {
          type: 'map',
          keyType: map.key.type,
          valueType: map.value.type,
          valueContainsNull: !map.value.required,
        }
      );
    case 'object': {
      const fields = properties.map(({ name, type, required }) => ({ name, type, nullable: !required, metadata: {} }));
      const known = fields.flatMap(({ type, ...rest }) => (type === undefined ? [] : [{ ...rest, type }]));
      return fields.length > 0 && known.length === fields.length ? { type: 'struct', fields: known } : undefined;
    }
  }
}

/** The logical types that a table's type can have; the first is the one to write. */
export function logicalTypes(type: DataType): LogicalType[] {
  if (typeof type !== 'string') {
    if (type.type === 'struct') return ['object'];
    return type.type === 'array' ? ['array', 'vector'] : ['map', 'object'];
  }
  if (type.startsWith('decimal(')) return type.endsWith(',0)') ? ['integer', 'number'] : ['number'];
  switch (type) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return ['integer', 'number'];
    case 'float':
    case 'double':
      return ['number'];
    case 'timestamp':
    case 'timestamp_ntz':
      return ['timestamp'];
    case 'date':
    case 'boolean':
      return [type];
    default:
      return ['string', 'time'];
  }
}
