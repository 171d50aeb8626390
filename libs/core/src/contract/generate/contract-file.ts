import { Document, isNode } from 'yaml';
import type { Owner } from '../../model/job';
import type { DataType, Field } from '../../model/schema';
import { logicalTypes } from '../read/data-type';
import { sqlType } from './sql-type';

/** What is known of a table's column. Numbers are exact, as text. */
export interface ColumnProfile {
  field: Field;
  nulls: number;
  /** Undefined where it was not counted: nested columns, fractions. */
  distinct?: number;
  min?: string;
  max?: string;
  /** All values, sorted, of a text column that has few. */
  values?: string[];
}

export interface TableProfile {
  /** `sales.gold.daily_sales`. */
  address: string;
  rows: number;
  columns: ColumnProfile[];
  owner?: Owner;
}

/** In fewer rows that no value comes twice is chance as often as not: a count is then unique like a key. */
const ROWS_FOR_UNIQUE = 20;

/**
 * The text of a contract.odcs.yaml (ODCS 3.2.0) that the table fulfils as it is: types, required where there is no null,
 * unique where no text, whole number or date comes twice in {@link ROWS_FOR_UNIQUE} rows or more, accepted values where they are few. The least and greatest numbers are comments:
 * as bounds they would refuse the first row that goes beyond.
 */
export function contractFile({ address, rows, columns, owner }: TableProfile): string {
  const [domain = '', , dataset = ''] = address.split('.');
  const contract = {
    apiVersion: 'v3.2.0',
    kind: 'DataContract',
    id: generatedId(address),
    name: dataset,
    version: '1.0.0',
    status: 'draft',
    domain,
    description: { purpose: `What one row of ${address} stands for, and what it is for.` },
    schema: [
      {
        name: dataset,
        logicalType: 'object',
        physicalType: 'table',
        properties: columns.map((column) => property(column, rows)),
        ...(rows > 0 && { quality: [{ metric: 'rowCount', mustBeGreaterThan: 0, severity: 'error' }] }),
      },
    ],
    ...(owner && { team: { name: domain, members: [{ username: owner.username, name: owner.name, role: 'owner' }] } }),
  };
  const document = new Document(contract);
  columns.forEach((column, index) => {
    const node = document.getIn(['schema', 0, 'properties', index], true);
    const seen = seenValues(column);
    if (isNode(node) && seen !== undefined) node.commentBefore = ` ${seen}`;
  });
  return `# Written by mesh contract init from ${rows} rows: read it, loosen what only happens to hold, then set the status to active.\n${document.toString({ lineWidth: 120 })}`;
}

/** The id that a dataset's contract gets. */
export function generatedId(address: string): string {
  return `urn:mu-mesh:${address.replaceAll('.', ':')}`;
}

/** What the owner may want to bound. */
function seenValues({ field, min, max }: ColumnProfile): string | undefined {
  return min === undefined || max === undefined ? undefined : `${field.name}: ${min} to ${max} so far`;
}

function property({ field, nulls, distinct, values }: ColumnProfile, rows: number): object {
  const [logicalType = 'string'] = logicalTypes(field.type);
  const isKey = ['string', 'integer', 'date'].includes(logicalType);
  return {
    name: field.name,
    logicalType,
    physicalType: sqlType(field.type),
    ...nested(field.type),
    ...(rows > 0 && nulls === 0 && { required: true }),
    ...(isKey && rows >= ROWS_FOR_UNIQUE && nulls === 0 && distinct === rows && { unique: true }),
    ...(field.type === 'timestamp' && { logicalTypeOptions: { timezone: true } }),
    ...(values && values.length > 0 && { enum: values.map((value) => ({ value })) }),
  };
}

/** The parts of a nested type. */
function nested(type: DataType): object {
  if (typeof type === 'string') return {};
  switch (type.type) {
    case 'array':
      return { items: part(type.elementType) };
    case 'map':
      return { map: { key: part(type.keyType), value: part(type.valueType) } };
    case 'struct':
      return { properties: type.fields.map((field) => ({ name: field.name, ...part(field.type) })) };
  }
}

function part(type: DataType): object {
  return { logicalType: logicalTypes(type)[0] ?? 'string', physicalType: sqlType(type), ...nested(type) };
}
