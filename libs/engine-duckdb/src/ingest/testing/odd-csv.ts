import fc from 'fast-check';

const COLUMNS = ['n', 's', 'd', 'day', 'yes', 'at', 'x'];

/** The types of the columns of `oddCsv`. */
export const ODD_SCHEMA = {
  n: 'long',
  s: 'string',
  d: 'decimal(5,2)',
  day: 'date',
  yes: 'boolean',
  at: 'timestamp_ntz',
  x: 'double',
};

const fitting: Record<string, string[]> = {
  n: ['1', '-22', '', '007', '+5', '"7"'],
  s: ['x', '', 'ß', '"a,b"', '"say ""hi"""', '27" wide', 'a b', '""', ' '],
  d: ['1.25', '', '-0.5', '999.99', ' 1.5 ', '1e2'],
  day: ['2024-01-31', '', '2024-02-29', '"2024-12-01"', '2024/1/2'],
  yes: ['true', 'FALSE', '', '"True"'],
  at: ['2024-01-31 23:59:59', '', '2024-01-31T00:00:00.123', '2024-01-31'],
  x: ['1.5', '', '1e300', 'NaN', '-7', ' 2'],
};
const odd = [
  '1.5',
  '1e3',
  ' 5',
  'x',
  '999.995',
  '1000',
  '2023-02-29',
  '2024-13-01',
  'yes',
  '1',
  '24:00',
  '-',
  '.',
  '0x1F',
];
const broken = ['"open', 'shut"', '"q"z', '"q" ', ' "q"', ' "a,b"', '"a""', 'a""b', '"\0"', ',', ',,', '"",""', ',x'];
const bytes = [[0xe9, 0x28], [0xc3], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]];
const breaks = ['"a\nb"', '"\n\n"', '"x\r\ny"', '"1,2\n3,4"'];

type Line = (string | Buffer)[];

function cell(name: string, dirt: number, multiLine: boolean): fc.Arbitrary<string | Buffer> {
  const good = fc.constantFrom(...(fitting[name] ?? []), ...(multiLine && name === 's' ? breaks : []));
  return fc.oneof(
    { weight: 200, arbitrary: good },
    { weight: dirt, arbitrary: fc.constantFrom(...odd) },
    { weight: dirt > 4 ? 1 : 0, arbitrary: fc.constantFrom(...broken) },
    { weight: 1, arbitrary: fc.constantFrom(...bytes).map((codes) => Buffer.from(codes)) },
  );
}

/** A file whose lines are odd in every way, good ones between; columns in any order. */
export function oddCsv(sep: string, multiLine: boolean): fc.Arbitrary<Buffer> {
  return fc
    .tuple(
      fc.shuffledSubarray(COLUMNS, { minLength: COLUMNS.length }),
      fc.constantFrom(4, 20),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.boolean(),
    )
    .chain(([names, dirt, end, mark, last]) => {
      const full: fc.Arbitrary<Line> = fc.tuple(...names.map((name) => cell(name, dirt, multiLine)));
      const ragged = fc.tuple(full, fc.array(fc.constantFrom('', 'z', '""', '" "', '1'), { maxLength: 3 }), fc.nat(6));
      const line = fc.oneof(
        { weight: 12, arbitrary: full },
        {
          weight: 1,
          arbitrary: ragged.map(([cells, more, cut]) => (cut > 0 ? cells.slice(0, cut) : [...cells, ...more])),
        },
        { weight: 1, arbitrary: fc.constantFrom<Line>([''], [' ']) },
      );
      return fc.array(line, { maxLength: 25 }).map((lines) => written([names, ...lines], sep, end, mark, last));
    });
}

function written(lines: readonly Line[], sep: string, end: string, mark: boolean, last: boolean): Buffer {
  const parts = lines.flatMap((cells, index) => [
    ...cells.flatMap((text, n) => [Buffer.from(n > 0 ? sep : ''), Buffer.from(text as string)]),
    Buffer.from(index < lines.length - 1 || last ? end : ''),
  ]);
  return Buffer.concat([Buffer.from(mark ? '\ufeff' : ''), ...parts]);
}
