import { datetimePattern } from '../option/datetime-pattern';
import type { OptionTable } from '../option/rule';
import { character, flag, only, refused, text } from '../option/rules';
import { separator } from '../option/separator';
import { TEXT_WRITE_OPTIONS, WRITE_OPTIONS } from './write-options';

const READING = 'it is an option of reading';
const INGEST = 'Put it on the ingest command.';

/** Spark's CSV writer options. Source: Spark, "CSV Files", section "Data Source Option". */
export const CSV_WRITE_OPTIONS = {
  header: flag('Writes the column names as the first line.', false),
  sep: separator(),
  quote: character('Encloses values that need it.', '"', { mayBeEmpty: false }),
  escape: character(
    'Stands before a quote inside a quoted value. Not given: the quote itself, doubled (RFC 4180).',
    undefined,
    { mayBeEmpty: false },
  ),
  nullValue: text('What a null is written as.', ''),
  dateFormat: datetimePattern("Spark's pattern for dates, such as dd/MM/yyyy."),
  timestampFormat: datetimePattern("Spark's pattern for timestamps, such as yyyy-MM-dd HH:mm:ss."),
  ...WRITE_OPTIONS,
  ...TEXT_WRITE_OPTIONS,
  quoteAll: only(['false'], 'values are quoted where they need it', 'Leave it out.'),
  escapeQuotes: only(['true'], 'values with quotes are always quoted', 'Leave it out.'),
  emptyValue: only(['""'], 'an empty text is written as "", unlike a null', 'Write another text in SQL.'),
  ignoreLeadingWhiteSpace: only(['false'], 'values are written as they are, unlike Spark', 'Use ltrim() in SQL.'),
  ignoreTrailingWhiteSpace: only(['false'], 'values are written as they are, unlike Spark', 'Use rtrim() in SQL.'),
  charToEscapeQuoteEscaping: refused('an escape cannot be escaped', 'Use the quote as the escape, which needs none.'),
  timestampNTZFormat: refused('timestamps with and without zone have one format', 'Use timestampFormat.'),
  extension: only(['csv'], 'part files end in .csv', 'Leave it out.'),
  inferSchema: refused(READING, INGEST),
  multiLine: refused(READING, INGEST),
  comment: refused(READING, INGEST),
} satisfies OptionTable;
