import type { CheckKind } from '../model/check';
import type { ContractObject, Scalar } from '../model/contract';
import { formatPattern } from '../contract/value-format';
import { columnsOf, type Column } from './column';
import { comparable, literal } from './quote';
import { MOST_COMPARED, notIn, notMatching } from './value-test';

/** A demand on the values of one row. */
export interface RowRule {
  name: string;
  kind: CheckKind;
  column: string;
  expected: string;
  /** What is said of a row that breaks it. */
  reason: string;
  /** A condition that is true for a row that breaks it; false or null for every other. */
  broken: string;
  /** Whether the engine finds out by a join, which forgets the order of the rows. */
  joins?: boolean;
}

/** What happens to a row that breaks a rule: custom property `onBrokenRow`. */
export type BrokenRowAction = 'quarantine' | 'fail' | 'warn';

export function brokenRowAction(object: ContractObject): BrokenRowAction {
  const value = object.customProperties.find(({ property }) => property === 'onBrokenRow')?.value;
  return value === 'fail' || value === 'warn' ? value : 'quarantine';
}

/** Everything that a column's declaration demands of each value. A missing value breaks `required` and nothing else. */
export function rowRules(column: Column): RowRule[] {
  const { property } = column;
  const { enum: accepted } = property;
  return [
    ...(property.required || property.primaryKey ? [required(column)] : []),
    ...(accepted
      ? [
          enumRule(
            column,
            accepted.map(({ value }) => value),
          ),
        ]
      : []),
    ...ranges(column),
    ...lengths(column),
    ...format(column),
    ...items(column),
    ...requiredFields(column),
  ];
}

function required(column: Column): RowRule {
  const missing = `${column.sql} IS NULL`;
  const broken = column.parent ? `(${column.parent} IS NOT NULL AND ${missing})` : missing;
  return rule(column, 'required', 'required', 'a value', 'is missing', broken);
}

function enumRule(column: Column, accepted: readonly Scalar[]): RowRule {
  const list = quoteAll(accepted);
  return {
    ...rule(column, 'enum', 'enum', `one of ${list}`, `is none of ${list}`, notIn(column, accepted)),
    ...(accepted.length > MOST_COMPARED && { joins: true }),
  };
}

function ranges(column: Column): RowRule[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = column.property.options;
  const bound = (name: string, value: number | string | undefined, operator: string, demand: string): RowRule[] => {
    if (value === undefined) return [];
    const broken = `${column.sql} ${operator} ${comparable(value, column.type)}`;
    return [rule(column, 'range', name, `${demand} ${value}`, `is not ${demand} ${value}`, broken)];
  };
  return [
    ...bound('minimum', minimum, '<', 'at least'),
    ...bound('maximum', maximum, '>', 'at most'),
    ...bound('exclusiveMinimum', exclusiveMinimum, '<=', 'more than'),
    ...bound('exclusiveMaximum', exclusiveMaximum, '>=', 'less than'),
    ...(multipleOf === undefined ? [] : [multiple(column, multipleOf)]),
  ];
}

/** Doubles are no exact multiples of a fraction: a billionth of it does not count. */
function multiple(column: Column, of: number): RowRule {
  const step = comparable(of, 'double');
  const isDouble = column.type === 'double' || column.type === 'float';
  const quotient = `${column.sql} / ${step}`;
  const broken = isDouble ? `abs(${quotient} - round(${quotient})) > 1e-9` : `${column.sql} % ${step} <> 0`;
  return rule(column, 'range', 'multipleOf', `a multiple of ${of}`, `is no multiple of ${of}`, broken);
}

function lengths(column: Column): RowRule[] {
  const { minLength, maxLength, pattern } = column.property.options;
  if (column.type !== 'string') return [];
  const length = `length(${column.sql})`;
  return [
    ...(minLength === undefined
      ? []
      : [
          rule(
            column,
            'length',
            'minLength',
            `at least ${minLength} characters`,
            `has less than ${minLength} characters`,
            `${length} < ${minLength}`,
          ),
        ]),
    ...(maxLength === undefined
      ? []
      : [
          rule(
            column,
            'length',
            'maxLength',
            `at most ${maxLength} characters`,
            `has more than ${maxLength} characters`,
            `${length} > ${maxLength}`,
          ),
        ]),
    ...(pattern === undefined
      ? []
      : [
          rule(
            column,
            'pattern',
            'pattern',
            `matches ${pattern}`,
            `does not match ${pattern}`,
            notMatching(column, pattern),
          ),
        ]),
  ];
}

function format(column: Column): RowRule[] {
  const { format: given } = column.property.options;
  const pattern = given === undefined || column.type !== 'string' ? undefined : formatPattern(given);
  if (pattern === undefined) return [];
  const broken = `NOT regexp_full_match(${column.sql}, ${literal(pattern)})`;
  return [rule(column, 'pattern', 'format', `the format ${given}`, `has not the format ${given}`, broken)];
}

/** `logicalTypeOptions.required` of an object names fields; those that say so themselves have a rule of their own. */
function requiredFields(column: Column): RowRule[] {
  const { type, property } = column;
  if (typeof type === 'string' || type.type !== 'struct') return [];
  return columnsOf(property.properties, type.fields, column)
    .filter(
      (field) =>
        !field.property.required &&
        field.path === `${column.path}.${field.property.name}` &&
        property.options.required?.includes(field.property.name),
    )
    .map(required);
}

function items(column: Column): RowRule[] {
  const { minItems, maxItems, uniqueItems } = column.property.options;
  if (typeof column.type === 'string' || column.type.type !== 'array') return [];
  const length = `len(${column.sql})`;
  return [
    ...(minItems === undefined
      ? []
      : [
          rule(
            column,
            'items',
            'minItems',
            `at least ${minItems} items`,
            `has less than ${minItems} items`,
            `${length} < ${minItems}`,
          ),
        ]),
    ...(maxItems === undefined
      ? []
      : [
          rule(
            column,
            'items',
            'maxItems',
            `at most ${maxItems} items`,
            `has more than ${maxItems} items`,
            `${length} > ${maxItems}`,
          ),
        ]),
    ...(uniqueItems
      ? [
          rule(
            column,
            'items',
            'uniqueItems',
            'no item twice',
            'has an item twice',
            `len(list_distinct(${column.sql})) < len(list_filter(${column.sql}, lambda item: item IS NOT NULL))`,
          ),
        ]
      : []),
  ];
}

function rule(
  column: Column,
  kind: CheckKind,
  name: string,
  expected: string,
  reason: string,
  broken: string,
): RowRule {
  return {
    name: `${name} ${column.path}`,
    kind,
    column: column.path,
    expected,
    reason: `${column.path} ${reason}`,
    broken,
  };
}

const LISTED = 10;

function quoteAll(values: readonly Scalar[]): string {
  const more = values.length > LISTED ? ` and ${values.length - LISTED} more` : '';
  return `${values
    .slice(0, LISTED)
    .map((value) => JSON.stringify(value))
    .join(', ')}${more}`;
}
