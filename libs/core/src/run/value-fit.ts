import { sqlType } from '../contract/generate/sql-type';
import { fits } from '../model/type-fit';
import type { DataType, Field } from '../model/schema';
import { identifier } from '../check/quote';
import { spelled } from '../check/spelled';

const NUMBERS = /^(byte|short|integer|long|float|double|decimal\(.*)$/;
const TIMES = /^(date|timestamp|timestamp_ntz)$/;

/** A column of rows that are to be written to a column of another type. */
export interface ValueFit {
  /** True for a value that the column can hold; false or null for one that it cannot. */
  fits: string;
  /** The value in the column's type, null where it does not fit. */
  value: string;
}

/**
 * How values of one type are taken into another, in DuckDB's SQL. A value fits where casting it and casting it back
 * gives it again; a text where it spells such a value. Values of nested types fit only where the types are the same.
 */
export function valueFit(from: Field, to: DataType): ValueFit {
  const own = identifier(from.name);
  const cast = `TRY_CAST(${own} AS ${sqlType(to)})`;
  if (fits(from.type, to)) return { fits: 'true', value: own };
  const condition = fitting(own, from.type, to, cast);
  return condition === undefined
    ? { fits: 'false', value: `CAST(NULL AS ${sqlType(to)})` }
    : { fits: condition, value: `CASE WHEN ${condition} THEN ${cast} END` };
}

function fitting(own: string, from: DataType, to: DataType, cast: string): string | undefined {
  if (typeof from !== 'string' || typeof to !== 'string' || from === 'binary' || to === 'binary') return undefined;
  if (to === 'string') return 'true';
  if (from === 'string') return spelled(own, to, cast);
  const alike = (NUMBERS.test(from) && NUMBERS.test(to)) || (TIMES.test(from) && TIMES.test(to));
  return alike ? `TRY_CAST(${cast} AS ${sqlType(from)}) = ${own}` : undefined;
}
