import { encode } from 'iconv-lite';

import { field } from '@mu-mesh/core';

import { Harness } from '../testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

const SCHEMA = { a: 'long', b: 'string', d: 'date' };

describe('JSON', () => {
  test('lines that are no JSON or do not fit are refused with line and reason', async () => {
    const file = harness.write(
      'dirty.json',
      '{"a":1,"b":"x","d":"2024-01-01"}\r\n\n{"a":"zz","b":5,"d":"no"}\nnot json\n{"a":1.5}\n[1]\n{"a":9007199254740993,"b":{"q":1}}\n{"a":1} {"a":2}\n{"a":true}\n{"b":""}\n{"a":"\n{"a":7',
    );
    const read = await harness.json([file], {}, { schema: SCHEMA });
    expect(read.rows).toEqual([
      ['1', 'x', '2024-01-01'],
      ['9007199254740993', '{"q":1}', null],
      [null, '', null],
    ]);
    expect(read.bad.map(({ line, reasons, column }) => [line, reasons.join('|'), column])).toEqual([
      [3, 'a: "zz" is no whole number of 64 bits|d: "no" is no date', 'a'],
      [4, 'not a valid JSON object', null],
      [5, 'a: "1.5" is no whole number of 64 bits', 'a'],
      [6, 'not a valid JSON object', null],
      [8, 'not a valid JSON object', null],
      [9, 'a: "true" is no whole number of 64 bits', 'a'],
      [11, 'not a valid JSON object', null],
      [12, 'not a valid JSON object', null],
    ]);
    expect(read.in).toBe(11);
  });

  test.each(['{"a":7,"b":', '{"a":7,"b":[', '[', '{"a":'])(
    'the line after one that breaks off where a value begins (%s) is read',
    async (broken) => {
      const good = '{"a":1,"b":"x","d":"2024-01-01"}';
      const lines = [good, broken, good.replace('1', '2'), '{"a":"no"}', '{"c":1}', broken, broken, good];
      const read = await harness.json([harness.write('broken-off.json', lines.join('\n'))], {}, { schema: SCHEMA });
      expect(read.rows.sort()).toEqual([
        [null, null, null],
        ['1', 'x', '2024-01-01'],
        ['1', 'x', '2024-01-01'],
        ['2', 'x', '2024-01-01'],
      ]);
      expect(read.bad.map(({ line }) => line)).toEqual([2, 4, 6, 7]);
      expect(read.in).toBe(8);
    },
  );

  test('an object that goes on after a line break is refused, line by line; the others are read', async () => {
    const file = harness.write('torn.json', '{"a":1}\n{"a":\n2}\n{"a":3}\n{\n  "a": 4\n}\n');
    const read = await harness.json([file], {}, { schema: { a: 'long' } });
    expect(read.rows).toEqual([['1'], ['3']]);
    expect(read.bad.map(({ line, row }) => [line, row])).toEqual([
      [2, '{"a":'],
      [3, '2}'],
      [5, '{'],
      [6, '  "a": 4'],
      [7, '}'],
    ]);
  });

  test('lines that only look empty, and files of one byte, count', async () => {
    const file = harness.write('seems.json', '\n \t\r\n\u00a0\n\u000b\f\n{"a":1}\n\u0000');
    const byte = harness.write('byte.json', 'x');
    const mark = harness.write('mark.json', '\ufeff');
    const read = await harness.json([file, byte, mark], {}, { schema: { a: 'long' } });
    expect(read.rows).toEqual([['1']]);
    expect(read.bad.map(({ file: name, line }) => [name, line])).toEqual([
      [byte, 1],
      [file, 3],
      [file, 6],
    ]);
    for (const one of [byte, mark])
      expect((await harness.json([one], {}, { schema: { a: 'long' } })).in).toBe(one === byte ? 1 : 0);
  });

  test.each([1, 2])('a byte order mark is left out, in %i files', async (files) => {
    const paths = Array.from({ length: files }, (_, n) =>
      harness.write(`mark-${n}.json`, '\ufeff{"a":1}\n{"a":"x"}\n'),
    );
    const read = await harness.json(paths, {}, { schema: { a: 'long' } });
    expect(read.rows).toEqual(paths.map(() => ['1']));
    expect(read.bad.map(({ line }) => line)).toEqual(paths.map(() => 2));
  });

  test('types of all rows, nested ones too', async () => {
    const rows = Array.from({ length: 300 }, (_, n) => JSON.stringify({ id: n, tags: ['x', n], in: { p: n / 2 } }));
    const file = harness.write('nested.json', `${rows.join('\n')}\n{"id":1.5,"late":true,"in":{"q":[{"z":1}]}}\n`);
    const read = await harness.json([file]);
    expect(read.columns).toEqual([
      'id:double',
      'tags:array<string>',
      'in:struct<p:double,q:array<struct<z:long>>>',
      'late:boolean',
    ]);
    expect([read.out, read.quarantined]).toEqual([301, 0]);
    expect(read.rows.at(-1)).toEqual(['1.5', null, "{'p': NULL, 'q': [{'z': 1}]}", 'true']);
  });

  test('nested values that do not fit are refused, not lost', async () => {
    const file = harness.write('misfit.json', '{"l":[1,2]}\n{"l":[1,"x"]}\n{"l":5}\n{"l":[null]}\n{"l":null}\n');
    const list = field('l', { type: 'array', elementType: 'long', containsNull: true });
    const read = await harness.read({
      kind: 'scan',
      format: 'json',
      options: { multiLine: false },
      files: [{ path: file }],
      badRows: 'QUARANTINE',
      schema: [list],
    });
    expect(read.rows).toEqual([['[1, 2]'], ['[NULL]'], [null]]);
    expect(read.bad.map(({ line }) => line)).toEqual([2, 3]);
  });

  test('one document a file with multiLine', async () => {
    const one = harness.write('one.json', '[\n {"a": 1},\n {"a": "x"},\n 5\n]\n');
    const two = harness.write('two.json', '{\n "a": 2\n}');
    const three = harness.write('three.json', '{"a": ');
    const read = await harness.json([one, two, three], { multiLine: true }, { schema: { a: 'long' } });
    expect(read.rows).toEqual([['1'], ['2']]);
    expect(read.bad.map(({ file, reasons, row }) => [file, reasons[0], row])).toEqual([
      [one, 'a: "x" is no whole number of 64 bits', '{"a":"x"}'],
      [one, 'element 3: not a valid JSON object', '5'],
      [three, 'element 1: not a valid JSON object', '{"a": '],
    ]);
    expect(read.in).toBe(5);
  });

  test.each([
    [
      'PERMISSIVE',
      [
        ['1', null],
        [null, '{"a":"x"}'],
        [null, 'oops'],
        [null, '{"a":1.5}'],
      ],
      0,
    ],
    ['DROPMALFORMED', [['1', null]], 3],
  ] as const)('%s', async (mode, rows, dropped) => {
    const file = harness.write(`${mode}.json`, '{"a":1}\n{"a":"x"}\noops\n{"a":1.5}\n');
    const read = await harness.json([file], {}, { schema: { a: 'long', _bad: 'string' }, mode, corrupt: '_bad' });
    expect([read.rows, read.dropped, read.in, read.quarantined]).toEqual([rows, dropped, 4, 0]);
  });

  test('FAILFAST names file, line and reason, and leaves no file', async () => {
    const file = harness.write('fail.json', '{"a":1}\n{"a":"x"}\n');
    await expect(harness.json([file], {}, { schema: { a: 'long' }, mode: 'FAILFAST' })).rejects.toMatchObject({
      message: 'a: "x" is no whole number of 64 bits',
      position: { file, line: 2, column: 1 },
    });
  });

  test('another encoding, and a byte order mark', async () => {
    const one = harness.write('latin.json', encode('{"b":"é"}\n', 'latin1'));
    const two = harness.write('bom.json', '\ufeff{"b":"ü"}\n');
    const read = await harness.json([{ path: one, encoding: 'ISO-8859-1' }, two], {}, { schema: { b: 'string' } });
    expect(read.rows).toEqual([['é'], ['ü']]);
  });
});
