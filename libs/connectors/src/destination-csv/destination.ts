import type { ConfigFinding } from '@mu-mesh/core';
import type { ReadOptions } from '../option/read-options';
import { DELIMITER, QUOTES } from '../reader/source-keys';
import { CSV_WRITE_OPTIONS } from '../writer/csv-options';
import { fileDestination } from '../writer/file-destination';

export const destination = fileDestination({
  type: 'DestinationCSV',
  aliases: ['csv', 'WriteCSV'],
  description: 'Writes the rows as CSV with Spark\'s writer options: one file, or a folder of part files.',
  options: CSV_WRITE_OPTIONS,
  keys: { delimiter: { option: 'sep', schema: DELIMITER }, quotes: { option: 'quote', schema: QUOTES } },
  extensions: ['.csv'],
  contradictions,
  format: ({ header, sep, quote, escape, nullValue, dateFormat, timestampFormat }) => ({
    format: 'csv',
    header,
    sep,
    quote,
    escape: escape ?? quote,
    nullValue,
    ...(dateFormat !== undefined && { dateFormat }),
    ...(timestampFormat !== undefined && { timestampFormat }),
  }),
});

function contradictions({ values, given }: ReadOptions<typeof CSV_WRITE_OPTIONS>): ConfigFinding[] {
  const pointer = given.get('quote') ?? given.get('sep');
  if (pointer === undefined || values.sep !== values.quote) return [];
  return [{ pointer, message: '"quote" and "sep" are the same character', hint: 'Give each its own.' }];
}
