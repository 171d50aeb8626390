import { only } from '../option/rules';
import { fileDestination } from '../writer/file-destination';
import { WRITE_OPTIONS } from '../writer/write-options';

/** Source of the options: Spark, "Parquet Files", section "Data Source Option". */
export const destination = fileDestination({
  type: 'DestinationParquet',
  aliases: [],
  description: 'Writes the rows as Parquet: one file, or a folder of part files.',
  options: {
    ...WRITE_OPTIONS,
    compression: only(['zstd'], 'columns are packed with Zstandard', 'Leave it out.', ['codec', 'parquet.compression']),
    datetimeRebaseMode: only(
      ['CORRECTED', 'EXCEPTION'],
      'dates are written in the proleptic Gregorian calendar',
      'Leave it out.',
    ),
  },
  keys: {},
  extensions: ['.parquet'],
  format: () => ({ format: 'parquet' }),
});
