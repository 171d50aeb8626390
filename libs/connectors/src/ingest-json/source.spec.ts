import { describeSource, filesWith } from '../testing';
import { source } from './source';

describeSource(filesWith('json', source));

function read(attributes: Record<string, unknown>): unknown {
  return source
    .open({ file_location: 'x', additional_attributes: attributes }, { base: '/b', mode: 'append' })
    .read([{ id: '/b/x', size: 1, mtime: 1 }]);
}

test("gives Spark's defaults and what was said", () => {
  expect(read({})).toEqual({
    kind: 'scan',
    format: 'json',
    files: [{ path: '/b/x' }],
    badRows: 'QUARANTINE',
    options: { multiLine: false },
  });
  expect(read({ multiline: 'true', dateFormat: 'dd/MM/yyyy', mode: 'FAILFAST' })).toMatchObject({
    badRows: 'FAILFAST',
    options: { multiLine: true, dateFormat: ['dd/MM/yyyy'] },
  });
});

test.each<[string, string | boolean | number, boolean?]>([
  ['primitivesAsString', true, false],
  ['prefersDecimal', true, false],
  ['dropFieldIfAllNull', 'true', false],
  ['inferTimestamp', true],
  ['allowComments', true, false],
  ['allowUnquotedFieldNames', true, false],
  ['allowSingleQuotes', true, false],
  ['allowNumericLeadingZero', true, false],
  ['allowNumericLeadingZeros', true],
  ['allowBackslashEscapingAnyCharacter', true, false],
  ['allowUnquotedControlChars', true, false],
  ['allowNonNumericNumbers', true, false],
  ['lineSep', ','],
  ['timestampNTZFormat', 'yyyy'],
  ['singleVariantColumn', 'v'],
  ['compression', 'gzip'],
  ['ignoreNullFields', true],
  ['timeZone', 'CET'],
])('%s: %j is refused, saying why and what to do', (...[key, refused, accepted]) => {
  const check = (value: unknown): unknown =>
    source.check?.({ file_location: 'x', additional_attributes: { [key]: value } });
  expect(check(refused)).toEqual([
    {
      pointer: `/additional_attributes/${key}`,
      message: expect.stringContaining(`"${key}"`),
      hint: expect.stringMatching(/\w{3,}/),
    },
  ]);
  if (accepted !== undefined) expect(check(accepted)).toEqual([]);
});
