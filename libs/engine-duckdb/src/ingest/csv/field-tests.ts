import type { CsvOptions, DataType } from '@mu-mesh/core';

import type { FieldTest } from './field-test';
import type { ReadPlan } from './reader-sql';

/** Whole numbers of so many digits fit without a look at their value. */
const DIGITS: Readonly<Record<string, number>> = { byte: 2, short: 4, integer: 9, long: 18 };
const DECIMAL = /^decimal\((\d+),(\d+)\)$/;
/** A number of so many digits in front of the point, and behind it, is one of floating point. */
const MANY = 15;

/** Tests by the name of the column. */
export type FieldTests = ReadonlyMap<string, FieldTest>;

/**
 * How each column that the reader does not check itself can be looked at in bytes. Undefined where one cannot; dates
 * whose type was inferred are left out, as they are seldom wrong.
 */
export function checkedTests(plan: ReadPlan): FieldTests | undefined {
  const checked = plan.columns.filter(({ fits }) => fits !== undefined);
  return testsOf(
    plan,
    checked.map(({ field }) => field).filter(({ type }) => type !== 'date' || !plan.inferred),
    ({ type }) => wholeTest(type) ?? (type === 'boolean' ? { kind: 'boolean' } : undefined),
  );
}

/** How each column that is no text can be looked at in bytes, whoever checks it. Undefined where one cannot. */
export function allTests(plan: ReadPlan): FieldTests | undefined {
  const fields = plan.columns.map(({ field }) => field).filter(({ type }) => type !== 'string' && type !== 'binary');
  return plan.text ? undefined : testsOf(plan, fields, ({ type }) => typeTest(type, plan.options));
}

/** Whether the fields of the files can be told in their bytes. */
export function plainQuotes({ dialect: { sep, quote, escape } }: Pick<ReadPlan, 'dialect'>): boolean {
  return Buffer.byteLength(sep) === 1 && (quote === '' || escape === quote);
}

function testsOf<F extends { name: string }>(
  plan: ReadPlan,
  fields: readonly F[],
  testOf: (field: F) => FieldTest | undefined,
): FieldTests | undefined {
  const { nullValue, ignoreLeadingWhiteSpace, ignoreTrailingWhiteSpace } = plan.options;
  if (nullValue !== '' || ignoreLeadingWhiteSpace || ignoreTrailingWhiteSpace) return undefined;
  if (!plainQuotes(plan) || plan.columns.length === 1) return undefined;
  const tests = new Map<string, FieldTest>();
  for (const field of fields) {
    const test = testOf(field);
    if (!test) return undefined;
    tests.set(field.name, test);
  }
  return tests;
}

function wholeTest(type: DataType): FieldTest | undefined {
  const digits = typeof type === 'string' ? DIGITS[type] : undefined;
  return digits === undefined ? undefined : { kind: 'whole', digits };
}

function typeTest(type: DataType, { dateFormat, timestampFormat }: CsvOptions): FieldTest | undefined {
  switch (type) {
    case 'boolean':
      return { kind: 'boolean' };
    case 'float':
    case 'double':
      return { kind: 'number', digits: MANY, fraction: MANY };
    case 'date':
      return dateFormat ? undefined : { kind: 'date' };
    case 'timestamp':
    case 'timestamp_ntz':
      return timestampFormat ? undefined : { kind: 'timestamp' };
    default:
      return wholeTest(type) ?? decimalTest(type);
  }
}

function decimalTest(type: DataType): FieldTest | undefined {
  const [, precision, scale] = (typeof type === 'string' && DECIMAL.exec(type)) || [];
  if (precision === undefined || scale === undefined) return undefined;
  return { kind: 'number', digits: Number(precision) - Number(scale), fraction: Number(scale) };
}
