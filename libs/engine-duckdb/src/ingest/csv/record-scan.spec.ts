import { gzipSync } from 'node:zlib';

import { Harness } from '../testing/harness';
import type { FieldTest } from './field-test';
import { RecordScan } from './record-scan';

const harness = new Harness();
afterAll(() => harness.close());

const dialect = { sep: ',', quote: '"', escape: '"', comment: '', multiLine: true };
const tests: (FieldTest | undefined)[] = [{ kind: 'whole', digits: 4 }];

async function find(name: string, content: string | Buffer, ask: number[] = []) {
  const scan = new RecordScan(dialect, 1, tests, ask);
  const found: [number, number, string][] = [];
  for await (const batch of scan.find(harness.write(name, content)))
    for (const { number, line, bytes } of batch) found.push([number, line, bytes.toString()]);
  return { rows: scan.rows, lost: scan.lost, found };
}

describe('records with line breaks inside', () => {
  test('the number of the engine, the physical line, and the text of those that may not fit', async () => {
    const content = '\ufeffa,b\r\n1,"x\r\n\r\ny"\r\n\r\ntwo,"""q""\r\n,"\r\n 3,z\r\n4, "s\r\np" \r\n5,no "quote\r\n';
    const { rows, lost, found } = await find('records.csv', content, [8]);
    expect([rows, lost]).toEqual([5, false]);
    expect(found).toEqual([
      [4, 6, 'two,"""q""\n,"'],
      [5, 8, ' 3,z'],
    ]);
    expect((await find('asked.csv', content, [6])).found.at(-1)).toEqual([6, 9, '4, "s\np" ']);
  });

  test('across chunks, packed or not, the last without a line end', async () => {
    const text = `a,b\n${Array.from({ length: 60_000 }, (_, n) => `${n % 100},"${'x\n'.repeat(15)}"`).join('\n')}\n1.5,`;
    for (const [name, content] of [['long.csv', text] as const, ['long.csv.gz', gzipSync(text)] as const]) {
      const { rows, lost, found } = await find(name, content, [40_000]);
      expect([rows, lost, found.map(([number, line]) => [number, line])]).toEqual([
        60_001,
        false,
        [
          [40_000, 2 + 39_998 * 16],
          [60_002, 2 + 60_000 * 16],
        ],
      ]);
    }
  });

  test.each([
    ['a quote that is not closed', 'a,b\n1,"x\n2,y\n'],
    ['a line end inside quotes that is \\r alone', 'a,b\n1,"x\ry"\n2,z\n'],
    ['a record longer than the engine takes', `a,b\n1,"${'x\n'.repeat(3_000_000)}"\n`],
  ])('%s is not for it', async (_, content) => {
    expect((await find('lost.csv', content)).lost).toBe(true);
  });

  test('the number of fields, text behind a closing quote, bytes that are no text', async () => {
    const lines = ['1,"x\ny"', '2,x,3', '3', '4,"x"z', '5,"x" ', '6,27" wide', '7,"a\n""b"""'];
    const path = harness.write(
      'fields.csv',
      Buffer.concat([Buffer.from(`${lines.join('\n')}\n8,`), Buffer.from([0xe9])]),
    );
    const scan = new RecordScan(dialect, 0, [tests[0], undefined], [], 'fields');
    const found: number[] = [];
    for await (const batch of scan.find(path)) found.push(...batch.map(({ line }) => line));
    expect([scan.rows, found]).toEqual([8, [3, 4, 5, 6, 10]]);
  });
});
