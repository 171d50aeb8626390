import type { ConfigFinding } from '@mu-mesh/core';
import type { ReadOptions } from '../option/read-options';
import { DELIMITER, QUOTES } from '../reader/source-keys';
import { CSV_WRITE_OPTIONS } from '../writer/csv-options';
import { fileDestination } from '../writer/file-destination';

export const destination = fileDestination({
  type: 'DestinationCSV',
  aliases: ['csv', 'WriteCSV'],
  description: "Writes the rows as CSV with Spark's writer options: one file, or a folder of part files.",
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

type Options = ReadOptions<typeof CSV_WRITE_OPTIONS>;

function contradictions(options: Options): ConfigFinding[] {
  return [...sameCharacter(options), ...ambiguousNull(options)];
}

function sameCharacter({ values, given }: Options): ConfigFinding[] {
  const { sep, quote, escape = quote } = values;
  const findings: ConfigFinding[] = [];
  const quoted = given.get('quote') ?? given.get('sep');
  const escaped = given.get('escape') ?? given.get('sep');
  if (quoted !== undefined && sep.includes(quote)) {
    const message = sep === quote ? '"quote" and "sep" are the same character' : '"sep" holds the quote';
    findings.push({ pointer: quoted, message, hint: 'Give each its own.' });
  } else if (escaped !== undefined && sep.includes(escape)) {
    const message = sep === escape ? '"escape" and "sep" are the same character' : '"sep" holds the escape';
    findings.push({ pointer: escaped, message, hint: 'Give each its own.' });
  }
  return findings;
}

/** A null is written without quotes: readers would take it for something else. */
function ambiguousNull({ values, given }: Options): ConfigFinding[] {
  const { sep, quote, escape = quote, nullValue } = values;
  const pointer = given.get('nullValue');
  if (pointer === undefined) return [];
  const held = [
    ['quote', quote],
    ['escape', escape],
    ['sep', sep],
    ['line break', '\n'],
    ['line break', '\r'],
  ].find(([, text]) => text !== undefined && nullValue.includes(text));
  return held
    ? [
        {
          pointer,
          message: `"nullValue" holds the ${held[0]}, and nulls are written without quotes`,
          hint: 'Give another text, such as NULL.',
        },
      ]
    : [];
}
