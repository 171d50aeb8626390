import { Harness } from '../testing/harness';
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
    const good = ['1,x,true', '-12,"a,""b""",FALSE', ',,', '+7,"q",', '007,z,True'];
    const bad = ['1.5,x,true', '12345,x,true', '"1",x,true', '1,x,yes', 'x,,', '1, ,true ', ' 1,,', '-,x,true'];
    const { rows, lines } = await find(`\ufeffa,b,c\r\n\r\n${[...good, ...bad, ...good].join('\r\n')}\r\n`);
    expect(rows).toBe(18);
    expect(lines).toEqual(bad.map((line, n) => [n + 8, line]));
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
    const good = ['x,1,,y,,2,z', ',,,,,,', '"q,",1,,"a""b",,-2,', 'x,1,y', 'x,1,y"z,,,2,"z', 'x,1,,,,,'];
    const bad = [
      'x,1,,y,,2.0,z',
      'x,1,,y,,12345,',
      'x, 1,,,,2,',
      '"q,",1,,"a""b",,two,',
      'x,1,y"z,,,"2",z',
      'x,1,,,,2 ,z',
    ];
    const scan = new FieldScan(dialect, 0, wide, []);
    const found: string[] = [];
    for await (const batch of scan.find(harness.write('wide.csv', [...good, ...bad, ...good, ''].join('\n'))))
      found.push(...batch.map(({ bytes }) => bytes.toString()));
    expect(found).toEqual(bad);
    expect(scan.rows).toBe(18);
  });
});
