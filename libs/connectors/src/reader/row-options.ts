import { choice, only, optionalText } from '../option/rules';
import type { OptionTable } from '../option/rule';

/** Options about rows that do not parse, the same for CSV and JSON. */
export const ROW_OPTIONS = {
  mode: choice(
    'What happens to a row that does not parse or does not fit the types: PERMISSIVE keeps it with nulls, DROPMALFORMED drops and counts it, FAILFAST stops. Not given: such rows go to the quarantine.',
    ['PERMISSIVE', 'DROPMALFORMED', 'FAILFAST'],
    {
      quarantine: 'Leave "mode" out: rows go to the quarantine then.',
      overwrite: 'How a table is written is the "mode" of the destination.',
      append: 'How a table is written is the "mode" of the destination.',
    },
  ),
  columnNameOfCorruptRecord: optionalText(
    'In mode PERMISSIVE, the column of the schema that gets the row as it stood; _corrupt_record where not given.',
  ),
  locale: only(
    ['en-US', 'en_US', 'en'],
    'names of months and days are read in English',
    'Read the column as text and convert it in SQL.',
  ),
  samplingRatio: only(['1.0'], 'types come from all rows', 'Leave it out.'),
} satisfies OptionTable;
