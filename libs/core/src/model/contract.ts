import type { Position } from './issue';
import type { QualityRule } from './quality';
import type { DataType } from './schema';

/** ODCS 3.2's logical types; `map` and `vector` since 3.2, `timestamp` and `time` since 3.1. */
export const LOGICAL_TYPES = [
  'string',
  'date',
  'timestamp',
  'time',
  'number',
  'integer',
  'object',
  'array',
  'boolean',
  'map',
  'vector',
] as const;
export type LogicalType = (typeof LOGICAL_TYPES)[number];

/** A JSON value that is neither an array nor an object. */
export type Scalar = string | number | boolean | null;

/**
 * One contract.odcs.yaml (Bitol Open Data Contract Standard 3.2, 3.1 or 3.0), normalised: what the versions spell
 * differently is spelled as in 3.2, defaults are filled in, lists that are not given are empty.
 */
export interface Contract {
  /** Absolute path of the file. */
  file: string;
  position: Position;
  /** `v3.2.0` and so on, as in the file. */
  apiVersion: string;
  id: string;
  /** The contract's own version, as in the file; `validate` demands a semantic version. */
  version: string;
  /** `proposed`, `draft`, `active`, `deprecated`, `retired` …; undefined where none is given (3.2). */
  status?: string;
  name?: string;
  domain?: string;
  dataProduct?: string;
  tenant?: string;
  description: ContractDescription;
  tags: string[];
  /** Address of the dataset whose folder the contract lies in. */
  dataset: string;
  /** All schema objects; the one of the dataset itself is `contractSchema(contract)`. */
  schema: ContractObject[];
  slaProperties: SlaProperty[];
  roles: ContractRole[];
  support: ContractSupport[];
  team: ContractTeam;
  customProperties: CustomProperty[];
  lifecycle: Lifecycle;
}

export interface ContractDescription {
  purpose?: string;
  usage?: string;
  limitations?: string;
}

/** A table: one element of the contract's `schema`. */
export interface ContractObject {
  position: Position;
  id?: string;
  name: string;
  physicalName?: string;
  /** `table`, `view` …, as in the file. */
  physicalType?: string;
  description?: string;
  businessName?: string;
  deprecated: boolean;
  tags: string[];
  properties: ContractProperty[];
  /** Keys of several columns; those of one column stand at the property as well as here. */
  relationships: Relationship[];
  /** Rules about the table; those of a column stand at the property. */
  quality: QualityRule[];
  customProperties: CustomProperty[];
  /** Whether the table may have columns that the contract does not list: custom property `additionalColumns`. */
  additionalColumns: boolean;
}

/** A column, a field of an object, or what an array holds. */
export interface ContractProperty {
  position: Position;
  /** Of the value of each key, for findings that point at one of them. */
  positions: Readonly<Record<string, Position>>;
  id?: string;
  /** Empty for what an array or a map holds. */
  name: string;
  logicalType?: LogicalType;
  physicalType?: string;
  /** The column's type in the table: from `physicalType`, else from `logicalType`; undefined where neither says it. */
  type?: DataType;
  required: boolean;
  unique: boolean;
  primaryKey: boolean;
  /** From 1; undefined where it is not given. */
  primaryKeyPosition?: number;
  classification?: string;
  description?: string;
  businessName?: string;
  deprecated: boolean;
  criticalDataElement: boolean;
  partitioned: boolean;
  tags: string[];
  /** Accepted values (3.2). */
  enum?: EnumValue[];
  options: LogicalTypeOptions;
  relationships: Relationship[];
  quality: QualityRule[];
  /** Fields of an object. */
  properties: ContractProperty[];
  /** What an array holds. */
  items?: ContractProperty;
  /** Keys and values of a map (3.2). */
  map?: { key: ContractProperty; value: ContractProperty };
  customProperties: CustomProperty[];
}

export interface EnumValue {
  position: Position;
  value: Scalar;
  label?: string;
  description?: string;
}

/**
 * Bounds of numbers are numbers, of dates and times ISO 8601 text. In 3.0 `exclusiveMinimum: true` makes `minimum`
 * exclusive; here it is always spelled as in 3.1, with the bound itself.
 */
export interface LogicalTypeOptions {
  minimum?: number | string;
  maximum?: number | string;
  exclusiveMinimum?: number | string;
  exclusiveMaximum?: number | string;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  /** A regular expression in RE2's syntax; a value fits where some part of it matches. */
  pattern?: string;
  format?: string;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  /** Of timestamps: whether a time zone belongs to the value. */
  timezone?: boolean;
  /** Fields of an object that must be there. */
  required?: string[];
}

/** A foreign key. */
export interface Relationship {
  position: Position;
  /** Columns of this object, in the order of `to`. */
  from: string[];
  to: ColumnReference[];
  customProperties: CustomProperty[];
}

/** Another dataset's column, or another one of this contract. */
export interface ColumnReference {
  /** As in the file: `customers.id` or `/schema/customers/properties/id`. */
  text: string;
  /** Contract file before `#`, where the reference leaves this contract. */
  contract?: string;
  /** A dataset address (`sales.gold.customers`), or the name of a schema object. */
  object: string;
  column: string;
}

export interface SlaProperty {
  position: Position;
  /** `latency`, `frequency`, `retention`, `generalAvailability`, `endOfSupport`, `endOfLife` … */
  property: string;
  value: Scalar;
  valueExt?: Scalar;
  unit?: string;
  /** `table.column`s that it is about. */
  element: string[];
  driver?: string;
  description?: string;
}

export interface ContractRole {
  position: Position;
  role: string;
  description?: string;
  access?: string;
  firstLevelApprovers?: string;
  secondLevelApprovers?: string;
}

export interface ContractSupport {
  position: Position;
  channel: string;
  url?: string;
  description?: string;
  tool?: string;
  scope?: string;
}

export interface ContractTeam {
  name?: string;
  description?: string;
  members: ContractMember[];
}

export interface ContractMember {
  position: Position;
  username?: string;
  name?: string;
  role?: string;
  /** `2026-01-31`. */
  dateIn?: string;
  dateOut?: string;
}

export interface CustomProperty {
  position: Position;
  property: string;
  value: unknown;
}

export const LIFECYCLE_STAGES = ['experimental', 'active', 'deprecated', 'retired'] as const;
export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];

/** Where a product, a port or a contract stands, from `status`, `deprecated` and custom properties; docs/contracts.md. */
export interface Lifecycle {
  stage: LifecycleStage;
  /** ISO 8601 day after which nobody may rely on it. */
  sunset?: string;
  /** What `sunset`, else `status`, stands at. */
  position?: Position;
}

/** The schema object of the contract's own dataset; undefined where the contract has none. */
export function contractSchema(contract: Contract): ContractObject | undefined {
  const name = contract.dataset.slice(contract.dataset.lastIndexOf('.') + 1);
  return contract.schema.find((object) =>
    [object.name, object.physicalName].some((given) => given === name || given === contract.dataset),
  );
}
