import type { ConfigFinding, CsvOptions } from '@mu-mesh/core';
import type { OptionValues } from '../option/rule';
import type { ReadOptions } from '../option/read-options';
import { badRowContradictions, badRows } from '../reader/bad-rows';
import { CSV_OPTIONS } from '../reader/csv-options';
import { fileSource } from '../reader/file-source';
import { DELIMITER, QUOTES } from '../reader/source-keys';

type Values = OptionValues<typeof CSV_OPTIONS>;

export const source = fileSource({
  type: 'IngestCSV',
  aliases: ['CSVReadCommand'],
  description: "Reads CSV files with Spark's reader options; rows that do not parse or fit go to the quarantine.",
  options: CSV_OPTIONS,
  keys: { delimiter: { option: 'sep', schema: DELIMITER }, quotes: { option: 'quote', schema: QUOTES } },
  encoded: true,
  contradictions,
  scan: (values, files) => ({ kind: 'scan', format: 'csv', files, options: csvOptions(values), ...badRows(values) }),
});

function csvOptions(values: Values): CsvOptions {
  const { comment, nanValue, positiveInf, negativeInf, dateFormat, timestampFormat, lineSep } = values;
  return {
    header: values.header,
    inferSchema: values.inferSchema,
    sep: values.sep,
    quote: values.quote,
    escape: escapeOf(values),
    nullValue: values.nullValue,
    emptyValue: values.emptyValue,
    multiLine: values.multiLine,
    ignoreLeadingWhiteSpace: values.ignoreLeadingWhiteSpace,
    ignoreTrailingWhiteSpace: values.ignoreTrailingWhiteSpace,
    locale: 'en-US',
    ...(comment && { comment }),
    ...(nanValue !== undefined && { nanValue }),
    ...(positiveInf !== undefined && { positiveInf }),
    ...(negativeInf !== undefined && { negativeInf }),
    ...(dateFormat && { dateFormat }),
    ...(timestampFormat && { timestampFormat }),
    ...(lineSep !== undefined && { lineSep }),
  };
}

function escapeOf({ quote, escape }: Values): string {
  return quote === '' ? '' : (escape ?? quote);
}

function contradictions({ values, given }: ReadOptions<typeof CSV_OPTIONS>): ConfigFinding[] {
  const findings = badRowContradictions(values, given);
  const clash = (name: 'quote' | 'comment' | 'escape', other: 'sep' | 'quote' | 'escape'): void => {
    const pointer = given.get(name) ?? given.get(other);
    if (pointer !== undefined && values[name] && values[name] === values[other]) {
      findings.push({
        pointer,
        message: `"${name}" and "${other}" are the same character`,
        hint: 'Give each its own.',
      });
    }
  };
  clash('quote', 'sep');
  clash('escape', 'sep');
  clash('comment', 'quote');
  clash('comment', 'escape');
  return findings;
}
