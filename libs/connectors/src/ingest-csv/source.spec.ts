import type { ConfigFinding, Scan } from '@mu-mesh/core';
import { describeSource, filesWith } from '../testing';
import { source } from './source';

describeSource(filesWith('csv', source));

const CONTEXT = { base: '/b', mode: 'append' as const };

function scanOf(config: Record<string, unknown>): Scan {
  const read = source
    .open({ file_location: 'x.csv', ...config }, CONTEXT)
    .read([{ id: '/b/x.csv', size: 1, mtime: 1, encoding: 'iso-8859-1' }]);
  if (read.kind !== 'scan') throw new Error('not a scan');
  return read;
}

function findings(attributes: unknown, config: Record<string, unknown> = {}): ConfigFinding[] {
  return source.check?.({ file_location: 'x.csv', additional_attributes: attributes, ...config }) ?? [];
}

const DEFAULTS = {
  header: false,
  inferSchema: false,
  sep: ',',
  quote: '"',
  escape: '"',
  nullValue: '',
  emptyValue: '',
  multiLine: false,
  ignoreLeadingWhiteSpace: false,
  ignoreTrailingWhiteSpace: false,
  locale: 'en-US',
};

test("options that are not given have Spark's defaults, except escape", () => {
  expect(scanOf({})).toEqual({
    kind: 'scan',
    format: 'csv',
    files: [{ path: '/b/x.csv', encoding: 'iso-8859-1' }],
    badRows: 'QUARANTINE',
    options: DEFAULTS,
  });
});

test('options are read from a list or an object, names and booleans in any case', () => {
  const expected = {
    ...DEFAULTS,
    header: true,
    sep: ';',
    quote: "'",
    escape: '\\',
    nullValue: '-999',
    comment: '#',
    dateFormat: ['dd.MM.yyyy'],
    nanValue: 'n/a',
    lineSep: '\r\n',
  };
  const attributes = {
    Header: 'TRUE',
    delimiter: ';',
    QUOTE: "'",
    escape: '\\',
    nullValue: -999,
    comment: '#',
    dateFormat: 'dd.MM.yyyy',
    nanValue: 'n/a',
    lineSep: '\r\n',
    _why: 'a comment',
  };
  expect(scanOf({ additional_attributes: attributes })).toMatchObject({ options: expected });
  expect(
    scanOf({ additional_attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })) }),
  ).toMatchObject({ options: expected });
});

test('delimiter and quotes of the command are sep and quote; the escape follows the quote', () => {
  expect(scanOf({ delimiter: '\\t', quotes: "'" })).toMatchObject({ options: { sep: '\t', quote: "'", escape: "'" } });
  expect(scanOf({ quotes: '' })).toMatchObject({ options: { quote: '', escape: '' } });
});

test('several formats are tried in order', () => {
  expect(
    scanOf({ additional_attributes: { timestampFormat: ['yyyy-MM-dd HH:mm:ss[.SSS]', "dd/MM/yyyy'T'HH:mm"] } }),
  ).toMatchObject({
    options: { timestampFormat: ['yyyy-MM-dd HH:mm:ss[.SSS]', "dd/MM/yyyy'T'HH:mm"] },
  });
});

test.each([
  [{ mode: 'permissive' }, { badRows: 'PERMISSIVE', corruptRecordColumn: '_corrupt_record' }],
  [
    { mode: 'PERMISSIVE', columnNameOfCorruptRecord: 'bad' },
    { badRows: 'PERMISSIVE', corruptRecordColumn: 'bad' },
  ],
  [{ mode: 'DROPMALFORMED' }, { badRows: 'DROPMALFORMED' }],
  [{ mode: 'FailFast' }, { badRows: 'FAILFAST' }],
])('%j decides about bad rows', (attributes, expected) => {
  expect(scanOf({ additional_attributes: attributes })).toMatchObject(expected);
});

/** Every option of Spark's tables that is not honoured, with a value that would need it, and one that is what happens anyway. */
test.each<[string, string | number | boolean, (string | number | boolean)?]>([
  ['enforceSchema', true, false],
  ['preferDate', false, true],
  ['maxCharsPerColumn', 100, -1],
  ['unescapedQuoteHandling', 'STOP_AT_DELIMITER', 'RAISE_ERROR'],
  ['samplingRatio', 0.5, '1'],
  ['locale', 'de-DE', 'en-US'],
  ['timestampNTZFormat', 'yyyy'],
  ['enableDateTimeParsingFallback', true, false],
  ['charToEscapeQuoteEscaping', '\\'],
  ['compression', 'gzip'],
  ['quoteAll', true],
  ['escapeQuotes', true],
  ['extension', 'csv'],
  ['timeZone', 'Europe/Berlin', 'UTC'],
  ['ignoreCorruptFiles', true, 'false'],
  ['ignoreMissingFiles', true, false],
  ['basePath', '/x'],
  ['columnPruning', true],
  ['inputBufferSize', 1],
  ['singleVariantColumn', 'v'],
])('%s: %j is refused, saying why and what to do', (...[key, refused, accepted]) => {
  const [finding, ...more] = findings({ [key]: refused });
  expect(more).toEqual([]);
  expect(finding).toEqual({
    pointer: `/additional_attributes/${key}`,
    message: expect.stringContaining(`"${key}"`),
    hint: expect.stringMatching(/\w{3,}/),
  });
  if (accepted !== undefined) expect(findings({ [key]: accepted })).toEqual([]);
});

test.each([
  [{ header: 'yes' }, '"header" must be true or false'],
  [{ header: 1 }, '"header" must be true or false'],
  [{ header: null }, 'the value of "header" must be a string, a number or a boolean'],
  [{ quote: '""' }, '"quote" must be one ASCII character'],
  [{ quote: '»' }, '"quote" must be one ASCII character'],
  [{ sep: '' }, '"sep" is empty'],
  [{ sep: '12345' }, '"sep" has more than four bytes'],
  [{ sep: [';', ','] }, '"sep" must be a text'],
  [{ maxColumns: 100 }, '"maxColumns" cannot be 100'],
  [{ lineSep: '|' }, '"lineSep" must be'],
  [{ dateFormat: 'YYYY-MM-dd' }, '"dateFormat" has "YYYY"'],
  [{ dateFormat: ['dd.MM.yyyy', "dd 'de MM"] }, 'has a quote that is not closed in "dd \'de MM"'],
  [{ timestampFormat: 'yyyy[-MM[-dd]]' }, 'has brackets that are nested'],
  [{ encoding: 'utf-9' }, '"encoding" cannot be "utf-9"'],
  [{ mode: 'overwrite' }, '"mode" must be one of PERMISSIVE'],
  [{ mode: 'constructor' }, '"mode" must be one of PERMISSIVE'],
  [{ pathGlobFilter: 'a/*.csv' }, '"pathGlobFilter" has a /'],
  [{ pathGlobFilter: '[a' }, '"pathGlobFilter" has a [ that is not closed'],
  [{ modifiedAfter: 'yesterday' }, '"modifiedAfter" must be a time'],
  [
    { mode: 'PERMISSIVE', columnNameOfCorruptRecord: 'b\0d' },
    '"columnNameOfCorruptRecord" must not hold a NUL character',
  ],
  [{ columnNameOfCorruptRecord: 'bad' }, '"columnNameOfCorruptRecord" has a meaning in mode PERMISSIVE only'],
  [{ quote: ',' }, '"quote" and "sep" are the same character'],
  [{ comment: '"' }, '"comment" and "quote" are the same character'],
  [{ header: true, HEADER: false }, '"header" is given twice'],
])('%j: %s', (attributes, words) => {
  expect(findings(attributes).map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
});

test('a contradiction of command and option is a finding, saying the same twice is none', () => {
  expect(findings({ sep: ';' }, { delimiter: ',' })).toEqual([
    {
      pointer: '/additional_attributes/sep',
      message: '"sep" is given twice, with different values',
      hint: 'Keep one; the other stands at /delimiter.',
    },
  ]);
  expect(findings({ sep: ';' }, { delimiter: ';' })).toEqual([]);
  expect(findings({ encoding: 'utf-8' }, { encoding: 'latin1' })).toHaveLength(1);
});

test('several mistakes are all found; opening with them throws them all', () => {
  const given = { file_location: 's3://b/x.csv', encoding: 'utf-9', additional_attributes: { headr: true, sep: '' } };
  expect(source.check?.(given).map(({ pointer }) => pointer)).toEqual([
    '/file_location',
    '/additional_attributes/headr',
    '/additional_attributes/sep',
    '/encoding',
  ]);
  expect(() => source.open(given, CONTEXT)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', issues: Array(4).fill(expect.anything()) }),
  );
  expect(() => source.paths(given, CONTEXT)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});

test('check bears any shape', () => {
  for (const shape of [null, 1, 'x', [], [1], [{}], [{ key: 1, value: 1 }], { a: {} }])
    expect(() => findings(shape)).not.toThrow();
  expect(source.check?.({})).toEqual([]);
});
