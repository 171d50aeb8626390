import { Harness } from '../testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

const REASON = 'the bytes are not valid UTF-8';
const bytes = (text: string) => Buffer.from(text, 'latin1');
const SCHEMA = { id: 'long', x: 'string' };
const DIRTY = bytes('{"id":7,"x":"a"}\n{"id":8,"x":"\xff\xfe"}\n{"id":9,"u":"\xe9t\xe9"}\n{"id":"no","x":"\xff"}\n');
const FOUND = [
  [2, null, [REASON], '{"id":8,"x":"\ufffd\ufffd"}'],
  [3, null, [REASON], '{"id":9,"u":"\ufffdt\ufffd"}'],
  [4, null, [REASON], '{"id":"no","x":"\ufffd"}'],
];

describe('JSON whose bytes are no text is refused, never altered', () => {
  test.each([1, 2])('lines, in %i files', async (count) => {
    const files = Array.from({ length: count }, (_, n) => harness.write(`bytes-${count}-${n}.json`, DIRTY));
    const read = await harness.json(files, {}, { schema: SCHEMA });
    expect(read.rows).toEqual(files.map(() => ['7', 'a']));
    expect(read.bad.map(({ line, column, reasons, row }) => [line, column, reasons, row])).toEqual(
      files.flatMap(() => FOUND),
    );
    expect(read.in).toBe(4 * count);
  });

  test('lines that are read apart, as where one breaks off', async () => {
    const torn = harness.write('torn.json', Buffer.concat([DIRTY, bytes('{"id":\n2}\n')]));
    const read = await harness.json([torn], {}, { schema: SCHEMA });
    expect(read.rows).toEqual([['7', 'a']]);
    expect(read.bad.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
    expect(read.bad[0]?.reasons).toEqual([REASON]);
  });

  test('PERMISSIVE shows the text, with no value of it', async () => {
    const file = harness.write('permissive.json', DIRTY);
    const schema = { ...SCHEMA, _bad: 'string' };
    const read = await harness.json([file], {}, { schema, mode: 'PERMISSIVE', corrupt: '_bad' });
    expect(read.rows).toEqual([['7', 'a', null], ...FOUND.map(([, , , row]) => [null, null, row])]);
  });

  test('documents: one spoils itself only', async () => {
    const good = harness.write('good.json', '[{"id":1,"x":"é"}]');
    const bad = harness.write('spoilt.json', bytes('[{"id":8,"x":"\xff\xfe"}]'));
    const read = await harness.json([good, bad], { multiLine: true }, { schema: SCHEMA });
    expect(read.rows).toEqual([['1', 'é']]);
    expect(read.bad.map(({ file, reasons, row }) => [file, reasons, row])).toEqual([
      [bad, [REASON], '[{"id":8,"x":"\ufffd\ufffd"}]'],
    ]);
    expect(read.in).toBe(2);
  });

  test.each([false, true])('what is no text of the declared encoding, multiLine %s', async (multiLine) => {
    const text = multiLine ? bytes('{"id":8,"x":"\x81"}') : bytes('{"id":1,"x":"\x80"}\n{"id":8,"x":"\x81"}\n');
    const file = harness.write(`legacy-${multiLine}.json`, text);
    const read = await harness.json([{ path: file, encoding: 'windows-1252' }], { multiLine }, { schema: SCHEMA });
    expect(read.rows).toEqual(multiLine ? [] : [['1', '€']]);
    expect(read.bad.map(({ reasons }) => reasons)).toEqual([['the bytes are not valid windows-1252']]);
  });
});
