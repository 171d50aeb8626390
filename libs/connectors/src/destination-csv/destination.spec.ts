import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeDestination, temporaryFolder, textScope } from '../testing';
import { destination } from './destination';

describeDestination({ connector: destination, extension: '.csv' });

const folder = temporaryFolder();

async function targetOf(config: Record<string, unknown>): Promise<unknown> {
  const { scope, relation, targets } = textScope('x');
  await destination.write(
    relation,
    scope,
    { file_location: 'out.csv', ...config },
    { base: folder(), mode: 'overwrite' },
  );
  return targets[0];
}

test("writes with Spark's defaults, except escape, and with what was said", async () => {
  expect(await targetOf({})).toEqual({
    path: expect.any(String),
    format: 'csv',
    header: false,
    sep: ',',
    quote: '"',
    escape: '"',
    nullValue: '',
  });
  const attributes = { header: 'true', nullValue: 'NA', dateFormat: 'dd/MM/yyyy', timestampFormat: 'yyyy-MM-dd HH:mm' };
  expect(await targetOf({ delimiter: ';', quotes: "'", additional_attributes: attributes })).toMatchObject({
    ...attributes,
    header: true,
    sep: ';',
    quote: "'",
    escape: "'",
  });
});

test('the temporary file lies beside the target, hidden', async () => {
  expect(await targetOf({})).toMatchObject({
    path: expect.stringMatching(new RegExp(`^${folder()}/\\.out\\.csv\\.[0-9a-f]{12}\\.mesh-tmp$`)),
  });
});

test('removes what a process that died left a day ago, and nothing younger or of others', async () => {
  const names = [
    '.out.csv.000000000000.mesh-tmp',
    '.out.csv.111111111111.mesh-tmp',
    '.other.csv.000000000000.mesh-tmp',
  ];
  names.forEach((name) => writeFileSync(join(folder(), name), ''));
  for (const name of [names[0], names[2]]) utimesSync(join(folder(), name ?? ''), 1000, 1000);
  await targetOf({});
  expect(readdirSync(folder()).sort()).toEqual([names[2], names[1], 'out.csv']);
});

test.each([
  [{ file_location: 'http://x/y.csv' }, 'is a URL'],
  [{ file_location: 'out/*.csv' }, 'has a wildcard'],
  [{ file_location: 'out.parquet' }, 'does not end in .csv'],
  [{ file_location: 'out.csv.gz' }, 'asks for a packed file'],
  [{ file_location: 'out.csv', additional_attributes: { mode: 'append' } }, 'cannot add to a single file'],
  [
    { file_location: 'out', mode: 'ignore', additional_attributes: { mode: 'append' } },
    'the option mode says append, the command says ignore',
  ],
  [{ file_location: 'out', additional_attributes: { mode: 'errorifexists' } }, '"mode" must be one of overwrite'],
  [{ file_location: 'out', additional_attributes: { quoteAll: true } }, '"quoteAll" cannot be true'],
  [{ file_location: 'out', additional_attributes: { compression: 'gzip' } }, '"compression" cannot be "gzip"'],
  [{ file_location: 'out', additional_attributes: { encoding: 'latin1' } }, '"encoding" cannot be "latin1"'],
  [{ file_location: 'out', additional_attributes: { emptyValue: 'x' } }, '"emptyValue" cannot be "x"'],
  [
    { file_location: 'out', additional_attributes: { ignoreLeadingWhiteSpace: true } },
    '"ignoreLeadingWhiteSpace" cannot be true',
  ],
  [{ file_location: 'out', additional_attributes: { quote: '' } }, '"quote" must be one ASCII character'],
  [{ file_location: 'out', additional_attributes: { sep: '"' } }, '"quote" and "sep" are the same character'],
  [{ file_location: 'out', additional_attributes: { sep: 'a"' } }, '"sep" holds the quote'],
  [{ file_location: 'out', additional_attributes: { escape: ',' } }, '"escape" and "sep" are the same character'],
  [{ file_location: 'out', additional_attributes: { sep: '\\\\,', escape: '\\' } }, '"sep" holds the escape'],
  [{ file_location: 'out', additional_attributes: { nullValue: 'a"b' } }, '"nullValue" holds the quote'],
  [{ file_location: 'out', additional_attributes: { nullValue: '\\N', escape: '\\' } }, '"nullValue" holds the escape'],
  [{ file_location: 'out', additional_attributes: { nullValue: ';', sep: ';' } }, '"nullValue" holds the sep'],
  [{ file_location: 'out', additional_attributes: { nullValue: 'a\nb' } }, '"nullValue" holds the line break'],
  [{ file_location: 'out', additional_attributes: { nullValue: 'a\0b' } }, '"nullValue" must not hold a NUL character'],
  [
    { file_location: 'out', additional_attributes: { inferSchema: true } },
    '"inferSchema" is not supported: it is an option of reading',
  ],
  [{ file_location: 'out', additional_attributes: { dateFormat: ['dd', 'MM'] } }, '"dateFormat" must be one pattern'],
])('%j: %s', (config, words) => {
  expect(destination.check?.(config).map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
});

test('a null may be written as any other text', () => {
  for (const nullValue of ['', '\\N', 'NULL', "'"])
    expect(destination.check?.({ file_location: 'out', additional_attributes: { nullValue } })).toEqual([]);
});

test("the option mode does what the command's mode does", async () => {
  writeFileSync(join(folder(), 'out.csv'), 'old');
  expect(await targetOf({ additional_attributes: { mode: 'ignore' } })).toBeUndefined();
});
