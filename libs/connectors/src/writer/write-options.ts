import { choice, only } from '../option/rules';
import type { OptionTable } from '../option/rule';

/** Options of every file writer. */
export const WRITE_OPTIONS = {
  mode: choice('Another place for the command\'s "mode".', ['overwrite', 'append', 'ignore'], {
    error: 'Use ignore, which keeps what exists.',
    errorifexists: 'Use ignore, which keeps what exists.',
  }),
  timeZone: only(
    ['UTC', 'Z', 'Etc/UTC', '+00:00', 'GMT'],
    'timestamps are written in UTC',
    "Convert in SQL: AT TIME ZONE 'Europe/Berlin'.",
  ),
} satisfies OptionTable;

/** Options of the writers of text. */
export const TEXT_WRITE_OPTIONS = {
  encoding: only(['utf-8', 'utf8'], 'text is written in UTF-8', 'Convert the file afterwards.', ['charset']),
  lineSep: only(['\n'], 'lines end in a line feed', 'Convert the file afterwards.'),
  compression: only(
    ['none', 'uncompressed'],
    'text is written unpacked',
    'Pack it afterwards, or use DestinationParquet.',
    ['codec'],
  ),
  locale: only(['en-US', 'en_US', 'en'], 'names of months and days are written in English', 'Write the names in SQL.'),
} satisfies OptionTable;
