import { flag, only, refused } from '../option/rules';
import type { OptionTable } from '../option/rule';
import { datetimePatterns } from '../option/datetime-pattern';
import { encodingOption } from './encoding-option';
import { FILE_OPTIONS } from './file-options';
import { ROW_OPTIONS } from './row-options';

const STRICT = 'files are read as JSON (RFC 8259)';
const CORRECT = 'Correct the files, or leave it out: such rows go to the quarantine.';

/** Spark's JSON reader options. Source: Spark, "JSON Files", section "Data Source Option". */
export const JSON_OPTIONS = {
  multiLine: flag(
    'Each file is one document: an object, or an array of objects. Without it each line is an object.',
    false,
  ),
  encoding: encodingOption('Encoding of all files; for encodings by glob see the command\'s "encoding".'),
  dateFormat: datetimePatterns("Spark's pattern for dates, such as dd/MM/yyyy."),
  timestampFormat: datetimePatterns("Spark's pattern for timestamps, such as yyyy-MM-dd HH:mm:ss."),
  ...ROW_OPTIONS,
  ...FILE_OPTIONS,
  lineSep: only(['\n', '\r\n'], 'lines end in a line feed', 'Convert the line ends of the files.'),
  primitivesAsString: only(
    ['false'],
    'numbers and booleans keep their types',
    'Declare the columns as STRING in "schema".',
  ),
  prefersDecimal: only(['false'], 'fractions are inferred as DOUBLE', 'Declare the columns as DECIMAL in "schema".'),
  dropFieldIfAllNull: only(['false'], 'a column of nulls is a column', 'Leave the column out in a TransformSQL step.'),
  inferTimestamp: refused(
    'text stays text unless "schema" says otherwise',
    'Declare the column as TIMESTAMP in "schema".',
  ),
  allowComments: only(['false'], STRICT, CORRECT),
  allowUnquotedFieldNames: only(['false'], STRICT, CORRECT),
  allowSingleQuotes: only(['false'], STRICT, CORRECT),
  allowNumericLeadingZero: only(['false'], STRICT, CORRECT, ['allowNumericLeadingZeros']),
  allowBackslashEscapingAnyCharacter: only(['false'], STRICT, CORRECT),
  allowUnquotedControlChars: only(['false'], STRICT, CORRECT),
  allowNonNumericNumbers: only(['false'], STRICT, CORRECT),
  timestampNTZFormat: refused('timestamps with and without zone have one format', 'Use timestampFormat.'),
  enableDateTimeParsingFallback: only(
    ['false'],
    "Spark 2's lenient formats are not known",
    'Give the formats as a list in dateFormat or timestampFormat.',
  ),
  singleVariantColumn: refused('there is no variant type', 'Leave it out: nested values become structs and arrays.'),
  compression: refused('for reading, the file name says it (.gz)', 'Leave it out.', ['codec']),
  ignoreNullFields: refused('it is an option of writing', 'Put it on the destination.'),
} satisfies OptionTable;
