import { only } from '../option/rules';
import type { OptionTable } from '../option/rule';
import { FILE_OPTIONS } from './file-options';

/** Spark's Parquet reader options. Source: Spark, "Parquet Files", section "Data Source Option". */
export const PARQUET_OPTIONS = {
  ...FILE_OPTIONS,
  mergeSchema: only(
    ['true'],
    'the columns of all files are read, those a file has not as nulls',
    'Leave it out, and select columns in a TransformSQL step.',
  ),
  datetimeRebaseMode: only(
    ['CORRECTED', 'EXCEPTION'],
    'dates are read as they stand, in the proleptic Gregorian calendar',
    'Let Spark rewrite files of Spark 2 with dates before 1582.',
  ),
  int96RebaseMode: only(
    ['CORRECTED', 'EXCEPTION'],
    'timestamps are read as they stand, in the proleptic Gregorian calendar',
    'Let Spark rewrite files of Spark 2 with timestamps before 1900.',
  ),
} satisfies OptionTable;
