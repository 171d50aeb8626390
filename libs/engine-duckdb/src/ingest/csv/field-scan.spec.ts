import { Harness } from '../testing/harness';
import type { Depth } from './byte-scan';
import { FieldScan } from './field-scan';
import type { FieldTest } from './field-test';

const harness = new Harness();
afterAll(() => harness.close());

const dialect = { sep: ',', quote: '"', escape: '"', comment: '', multiLine: false };
const tests: (FieldTest | undefined)[] = [{ kind: 'whole', digits: 4 }, undefined, { kind: 'boolean' }];

async function find(content: string, ask: number[] = []): Promise<{ rows: number; lines: [number, string][] }> {
  const scan = new FieldScan(dialect, 1, tests, ask);
  const lines: [number, string][] = [];
  for await (const batch of scan.find(harness.write('scan.csv', content)))
    for (const { number, bytes } of batch) lines.push([number, bytes.toString()]);
  return { rows: scan.rows, lines };
}

describe('fields looked at in bytes', () => {
  test('only lines that may not fit, with their numbers', async () => {
    const good = [
      '1,x,true',
      '-12,"a,""b""",FALSE',
      ',,',
      '+7,"q",',
      '007,z,True',
      '"1",x,true',
      '"-12","",""',
      '"","a","False"',
    ];
    const bad = [
      '1.5,x,true',
      '12345,x,true',
      '"1.5",x,true',
      '"1"2,x,true',
      '"1,x,true',
      '"1 ",x,',
      '1,x,yes',
      'x,,',
      '1, ,true ',
      ' 1,,',
      '-,x,true',
    ];
    const { rows, lines } = await find(`\ufeffa,b,c\r\n\r\n${[...good, ...bad, ...good].join('\r\n')}\r\n`);
    expect(rows).toBe(2 * good.length + bad.length);
    expect(lines).toEqual(bad.map((line, n) => [n + 3 + good.length, line]));
  });

  test('lines that were asked for, across chunks, the last without a line end', async () => {
    const content = `a,b,c\n${Array.from({ length: 60_000 }, (_, n) => `${n % 100},${'x'.repeat(30)},true`).join('\n')}\n1.5,,`;
    const { rows, lines } = await find(content, [40_000, 60_001]);
    expect(rows).toBe(60_001);
    expect(lines.map(([number, text]) => [number, text.slice(0, 3)])).toEqual([
      [40_000, '98,'],
      [60_001, '99,'],
      [60_002, '1.5'],
    ]);
  });

  test('a file of one line, a file of nothing but a byte order mark, and lines that end in \\r alone', async () => {
    for (const [content, rows, lost] of [
      ['\ufeffa,b,c', 0, false],
      ['\ufeff', 0, false],
      ['', 0, false],
      ['a,b,c\n1,x,', 1, false],
      ['a,b,c\r1,x,\r', 0, true],
      ['a,b,c\r\n1,"x\ry",\r\n', 1, true],
    ] as const) {
      const scan = new FieldScan(dialect, 1, tests, []);
      for await (const found of scan.find(harness.write('small.csv', content))) expect(found).toEqual([]);
      expect([content, scan.rows, scan.lost]).toEqual([content, rows, lost]);
    }
  });

  test('fields at the end of a line are looked at from there, and from its beginning where it has quotes', async () => {
    const wide = Array.from({ length: 7 }, (_, index) => (index === 1 || index === 5 ? tests[0] : undefined));
    const good = [
      'x,1,,y,,2,z',
      ',,,,,,',
      '"q,",1,,"a""b",,-2,',
      'x,1,y',
      'x,1,y"z,,,2,"z',
      'x,1,,,,,',
      'x,1,y"z,,,"2",z',
      '"x","1","y,",,,"2",""',
    ];
    const bad = [
      'x,1,,y,,2.0,z',
      'x,1,,y,,12345,',
      'x, 1,,,,2,',
      '"q,",1,,"a""b",,two,',
      'x,1,y"z,,,"2.0",z',
      'x,1,,,,2 ,z',
    ];
    const scan = new FieldScan(dialect, 0, wide, []);
    const found: string[] = [];
    for await (const batch of scan.find(harness.write('wide.csv', [...good, ...bad, ...good, ''].join('\n'))))
      found.push(...batch.map(({ bytes }) => bytes.toString()));
    expect(found).toEqual(bad);
    expect(scan.rows).toBe(2 * good.length + bad.length);
  });

  test.each<[string, FieldTest, string[], string[]]>([
    [
      'numbers with a fraction',
      { kind: 'number', digits: 3, fraction: 2 },
      ['1', '-12.5', '999.99', '', '007.1'],
      ['1234', '1.234', '+1', '.5', '5.', '-', '1e3', ' 1', '1 ', '-.5', '1.2.3'],
    ],
    [
      'dates',
      { kind: 'date' },
      ['2024-01-31', '1999-12-31', '2023-02-28', ''],
      ['2024-02-29', '2024-04-31', '2024-13-01', '2024-00-10', '2024-01-00', '0000-01-01', '24-01-01', '2024-1-10'],
    ],
    [
      'dates that are none',
      { kind: 'date' },
      ['2024-01-30'],
      ['2024-01-3', '2024-01-300', '2024/01/30', '2024-01-3a', '2024-0a-30', '202a-01-30', ' 2024-01-30', 'epoch'],
    ],
    [
      'timestamps',
      { kind: 'timestamp' },
      ['2024-01-31 23:59:59', '2024-01-31T00:00:00.123456', ''],
      ['2024-01-31', '2024-01-31 24:00:00', '2024-01-31 10:60:00', '2024-01-31 10:00:60', '2024-01-31 10:00'],
    ],
    [
      'timestamps that are none',
      { kind: 'timestamp' },
      ['2024-01-31 00:00:00.1'],
      ['2024-01-31 00:00:00.', '2024-01-31 00:00:00.1234567', '2024-01-31 00:00:00Z', '2024-01-31_00:00:00'],
    ],
  ])('%s', async (_name, kind, good, bad) => {
    const found: string[] = [];
    const scan = new FieldScan(dialect, 0, [undefined, kind], []);
    const content = [...good, ...bad, ...good].map((value) => `x,${value}\n`).join('');
    for await (const batch of scan.find(harness.write('kinds.csv', content)))
      found.push(...batch.map(({ bytes }) => bytes.toString()));
    expect(found).toEqual(bad.map((value) => `x,${value}`));
  });

  test('quotes that may be broken, bytes that are no text, and the number of fields', async () => {
    const three = [tests[0], undefined, tests[0]];
    const good = ['1,x,2', '1,"x,y",2', '1,"a""b",2', ',,', '1,27" wide,2', '1,x"",2', '1,ß,2'];
    const quotes = ['1,"x,2', '1,"q"z,2', '1, "x",2', '1,"x" ,2', '1,"a"",2', '1,x', '1,"x,y"'];
    const fields = ['1,x,2,3', '1,"x,y",4,2', '1,a,b,'];
    const noText = Buffer.from([49, 44, 0xe9, 0x28, 44, 50]);
    const lines = [...good, ...quotes, ...fields, noText, ...good].flatMap((line) => [
      Buffer.from(line as string),
      Buffer.from('\n'),
    ]);
    const path = harness.write('depths.csv', Buffer.concat(lines));
    const read = async (depth: Depth) => {
      const found: string[] = [];
      const scan = new FieldScan(dialect, 0, three, [], depth);
      for await (const batch of scan.find(path)) found.push(...batch.map(({ bytes }) => bytes.toString()));
      expect([scan.rows, scan.lost]).toEqual([25, false]);
      return found;
    };
    expect(await read('fields')).toEqual([...quotes, ...fields, noText.toString()]);
    expect(await read('quotes')).toEqual([...quotes, '1,a,b,', noText.toString()]);
  });
});
