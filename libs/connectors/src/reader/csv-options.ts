import { character, flag, only, optionalText, refused, text } from '../option/rules';
import { type AttributeValue, type OptionTable, type Parsed, rule } from '../option/rule';
import { datetimePatterns } from '../option/datetime-pattern';
import { separator } from '../option/separator';
import { encodingOption } from './encoding-option';
import { FILE_OPTIONS } from './file-options';
import { ROW_OPTIONS } from './row-options';

const WRITING = 'it is an option of writing';
const DESTINATION = 'Put it on the destination.';

/** Spark's CSV reader options. Source: Spark, "CSV Files", section "Data Source Option". */
export const CSV_OPTIONS = {
  header: flag('The first line of each file has the column names; without it they are _c0, _c1 and so on.', false),
  inferSchema: flag(
    'Types come from the values of all rows; without it, and without "schema", every column is text.',
    false,
  ),
  sep: separator(),
  quote: character('Encloses values that hold the separator or a line break; empty: nothing is quoted.', '"', {
    mayBeEmpty: true,
  }),
  escape: character(
    "Stands before a quote inside a quoted value. Not given: the quote itself, doubled (RFC 4180); Spark's default is the backslash.",
    undefined,
    { mayBeEmpty: true },
  ),
  encoding: encodingOption('Encoding of all files; for encodings by glob see the command\'s "encoding".'),
  comment: character('Lines that begin with this character are skipped; not given or empty: none is.', undefined, {
    mayBeEmpty: true,
  }),
  nullValue: text('The text that is read as null.', ''),
  emptyValue: text('What a quoted empty value is read as; where that is the nullValue, as by default, it is null.', ''),
  nanValue: optionalText('The text that is read as not-a-number; NaN where not given.'),
  positiveInf: optionalText('The text that is read as positive infinity; Inf where not given.'),
  negativeInf: optionalText('The text that is read as negative infinity; -Inf where not given.'),
  dateFormat: datetimePatterns("Spark's pattern for dates, such as dd/MM/yyyy."),
  timestampFormat: datetimePatterns("Spark's pattern for timestamps, such as yyyy-MM-dd HH:mm:ss."),
  multiLine: flag('Line breaks inside quotes belong to the value; without it they end the row, as in Spark.', false),
  ignoreLeadingWhiteSpace: flag('Drops white space before values.', false),
  ignoreTrailingWhiteSpace: flag('Drops white space after values.', false),
  lineSep: rule<string | undefined>(
    'What ends a line: "\\n", "\\r" or "\\r\\n"; all three are recognised without it.',
    undefined,
    parseLineSeparator,
  ),
  maxColumns: rule<undefined>(
    'At least 20480: no limit is applied, so it can only be raised.',
    undefined,
    parseMaxColumns,
    { examples: [20480] },
  ),
  ...ROW_OPTIONS,
  ...FILE_OPTIONS,
  enforceSchema: only(
    ['false'],
    'with a header, columns are matched with "schema" by name, and a header that does not fit stops the run',
    'Leave it out; correct the names in "schema" where they differ.',
  ),
  maxCharsPerColumn: only(
    ['-1'],
    'values may have any length',
    'Leave it out, and add a Validations step with length(column) > n.',
  ),
  unescapedQuoteHandling: only(
    ['RAISE_ERROR'],
    'a row with a stray quote is a bad row, handled as "mode" says',
    'Leave it out; such rows go to the quarantine. Or set "quote" to an empty text.',
  ),
  preferDate: only(
    ['true'],
    'inferred columns that hold dates alone are dates',
    'Declare the column as TIMESTAMP in "schema".',
    ['prefersDate'],
  ),
  timestampNTZFormat: refused('timestamps with and without zone have one format', 'Use timestampFormat.'),
  enableDateTimeParsingFallback: only(
    ['false'],
    "Spark 2's lenient formats are not known",
    'Give the formats as a list in dateFormat or timestampFormat.',
  ),
  charToEscapeQuoteEscaping: refused('an escape cannot be escaped', 'Use the quote as the escape, which needs none.'),
  columnPruning: refused('all columns are read once', 'Leave it out.'),
  inputBufferSize: refused("buffers are the engine's", 'Leave it out.'),
  singleVariantColumn: refused('there is no variant type', 'Read it with IngestJSON, or leave it out.'),
  compression: refused('for reading, the file name says it (.gz)', 'Leave it out.', ['codec']),
  quoteAll: refused(WRITING, DESTINATION),
  escapeQuotes: refused(WRITING, DESTINATION),
  extension: refused(WRITING, 'To choose files by name use pathGlobFilter.'),
} satisfies OptionTable;

function parseMaxColumns(value: AttributeValue): Parsed<undefined> {
  if (Number(value) >= 20480) return { value: undefined };
  return {
    problem: `cannot be ${JSON.stringify(value)}: the number of columns is not limited`,
    hint: 'Declare "schema": rows with more columns then go to the quarantine.',
  };
}

function parseLineSeparator(value: AttributeValue): Parsed<string> {
  if (typeof value === 'string' && ['\n', '\r', '\r\n'].includes(value)) return { value };
  return { problem: `must be "\\n", "\\r" or "\\r\\n", not ${JSON.stringify(value)}` };
}
