import { only, refused } from '../option/rules';
import { fileDestination } from '../writer/file-destination';
import { TEXT_WRITE_OPTIONS, WRITE_OPTIONS } from '../writer/write-options';

const IN_SQL = 'Use strftime() in SQL.';

/** Source of the options: Spark, "JSON Files", section "Data Source Option". */
export const destination = fileDestination({
  type: 'DestinationJSON',
  aliases: [],
  description:
    'Writes the rows as JSON, one object a line (NDJSON): one file, or a folder of part files. NaN and infinities become the texts "NaN", "Infinity" and "-Infinity", as in Spark.',
  options: {
    ...WRITE_OPTIONS,
    ...TEXT_WRITE_OPTIONS,
    dateFormat: refused('dates are written as yyyy-MM-dd', IN_SQL),
    timestampFormat: refused('timestamps are written in one way', IN_SQL),
    timestampNTZFormat: refused('timestamps are written in one way', IN_SQL),
    ignoreNullFields: only(['false'], 'nulls are written, so that every line has every column', 'Leave it out.'),
    multiLine: refused('one object is written a line', 'Leave it out.'),
  },
  keys: {},
  extensions: ['.json', '.ndjson'],
  format: () => ({ format: 'json' }),
});
