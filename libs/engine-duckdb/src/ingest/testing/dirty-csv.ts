import fc from 'fast-check';

/** A CSV file that knows which of its lines are bad. */
export interface DirtyCsv {
  bytes: Buffer;
  /** Physical lines, from 1, of the bad rows. */
  badLines: number[];
  rows: number;
}

type Line = { text: string | Buffer; bad: boolean };

const word = fc.string({ unit: fc.constantFrom('a', 'ß', '漢', ' ', 'x1', '-', '.', '\t'), maxLength: 8 });
const quoted = (breaks: boolean) =>
  fc
    .array(fc.oneof(word, fc.constantFrom(',', '""', '1,2', ...(breaks ? ['\n', 'no,x,1,2\n', '\n\n', '\r\n'] : []))), {
      maxLength: 4,
    })
    .map((parts) => `"${parts.join('')}"`);
const text = (breaks: boolean) => fc.oneof({ weight: 3, arbitrary: word }, { weight: 1, arbitrary: quoted(breaks) });
const whole = fc.oneof(fc.integer().map(String), fc.constantFrom('', '"7"', '+5', '007', '-0'));
const real = fc.oneof(fc.double({ noNaN: true }).map(String), fc.constantFrom('', '"1.5"', '1e3', 'NaN'));
const day = fc.constantFrom('2024-01-31', '"1999-12-31"', '');

const goodLine = (breaks: boolean): fc.Arbitrary<Line> =>
  fc.tuple(whole, text(breaks), real, day).map((fields) => ({ text: fields.join(','), bad: false }));

const badLine = (breaks: boolean): fc.Arbitrary<Line> =>
  fc.tuple(whole, text(breaks), real, day, fc.nat(breaks ? 8 : 9)).map(([a, b, c, d, kind]): Line => {
    const texts = [
      `x,${b},${c},${d}`,
      `1.5,${b},${c},${d}`,
      `${a},${b},abc,${d}`,
      `${a},${b},${c},2024-02-30`,
      `0.1,${b},?,yesterday`,
      `${a},${b}`,
      `${a},${b},${c},${d},more`,
      `${a},"q"z,${c},${d}`,
      Buffer.concat([Buffer.from(`${a},`), Buffer.from([0xe9, 0x28]), Buffer.from(`,${c},${d}`)]),
      `${a},${b},${c},"open`,
    ] as const;
    return { text: texts[kind] ?? '', bad: true };
  });

/** Files with columns `a long, b string, c double, d date`; `breaks`: line breaks inside quotes. */
export function dirtyCsv(breaks: boolean): fc.Arbitrary<DirtyCsv> {
  const line = fc.oneof(
    { weight: 8, arbitrary: goodLine(breaks) },
    { weight: 2, arbitrary: badLine(breaks) },
    { weight: 1, arbitrary: fc.constant({ text: '', bad: false }) },
  );
  return fc
    .tuple(fc.array(line, { maxLength: 60 }), fc.boolean(), fc.boolean(), fc.constantFrom('\n', '\r\n'))
    .map(([lines, mark, last, end]) => write(lines, mark, last, end));
}

function write(lines: readonly Line[], mark: boolean, last: boolean, end: string): DirtyCsv {
  const parts: Buffer[] = [Buffer.from(`${mark ? '\ufeff' : ''}a,b,c,d${end}`)];
  const badLines: number[] = [];
  let at = 2;
  let rows = 0;
  lines.forEach(({ text: content, bad }, index) => {
    const bytes = Buffer.from(content as string);
    if (bytes.length > 0) rows += 1;
    if (bad) badLines.push(at);
    at += 1 + bytes.filter((byte) => byte === 10).length;
    parts.push(bytes, Buffer.from(index < lines.length - 1 || last ? end : ''));
  });
  return { bytes: Buffer.concat(parts), badLines, rows };
}
