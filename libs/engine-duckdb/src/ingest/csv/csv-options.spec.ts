import { gzipSync } from 'node:zlib';

import { encode } from 'iconv-lite';

import type { CsvOptions } from '@mu-mesh/core';

import { Harness, type Source } from '../testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

interface Case {
  name: string;
  files: (string | Buffer)[];
  options?: Partial<CsvOptions>;
  source?: Source;
  columns?: string[];
  rows: (string | null)[][];
  /** Line and reason of each refused row. */
  bad?: [number, string | RegExp][];
}

const AB = { schema: { a: 'long', b: 'string' } };

const CASES: Case[] = [
  { name: 'text without schema, as in Spark', files: ['a,b\n1,x\n2,\n'], columns: ['a:string', 'b:string'], rows: [['1', 'x'], ['2', null]] },
  { name: 'no header: _c0, _c1', files: ['1,x\n2,y'], options: { header: false }, columns: ['_c0:string', '_c1:string'], rows: [['1', 'x'], ['2', 'y']] },
  { name: 'no header, declared names', files: ['1,x\n2\n'], options: { header: false }, source: AB, columns: ['a:long', 'b:string'], rows: [['1', 'x']], bad: [[2, '1 columns instead of 2']] },
  { name: 'empty and repeated names', files: ['a,,A\n1,2,3\n'], columns: ['a0:string', '_c1:string', 'A2:string'], rows: [['1', '2', '3']] },
  { name: 'inferred types', files: ['i,d,t,ts,b,s,big\n1,2024-01-02,x,2024-01-02 03:04:05,true,1.5,123456789012345678901\n2,2024-01-03,,2024-01-02,FALSE,2,1\n'], options: { inferSchema: true }, columns: ['i:long', 'd:date', 't:string', 'ts:timestamp_ntz', 'b:boolean', 's:double', 'big:decimal(38,0)'], rows: [['1', '2024-01-02', 'x', '2024-01-02 03:04:05', 'true', '1.5', '123456789012345678901'], ['2', '2024-01-03', null, '2024-01-02 00:00:00', 'false', '2.0', '1']] },
  { name: 'a column without values is text', files: ['a,b\n1,\n2,\n'], options: { inferSchema: true }, columns: ['a:long', 'b:string'], rows: [['1', null], ['2', null]] },
  { name: 'ragged lines', files: ['a,b\n1,x\n2\n3,y,z\n4,w\n'], source: AB, rows: [['1', 'x'], ['4', 'w']], bad: [[3, '1 columns instead of 2'], [4, '3 columns instead of 2']] },
  { name: 'a fraction is no whole number', files: ['a,b\n1.5,x\n2,y\n'], source: AB, rows: [['2', 'y']], bad: [[2, /a: "1\.5" is no whole number/]] },
  { name: 'too large for its type', files: ['a\n127\n128\n'], source: { schema: { a: 'byte' } }, rows: [['127']], bad: [[3, /"128" is no whole number from -128 to 127/]] },
  { name: 'numbers over 2^53 are exact', files: ['a,b\n9007199254740993,x\n-9223372036854775808,y\n9223372036854775808,z\n'], source: AB, rows: [['9007199254740993', 'x'], ['-9223372036854775808', 'y']], bad: [[4, /whole number/]] },
  { name: 'every reason of a row in one entry', files: ['a,d,n\nx,y,z\n'], source: { schema: { a: 'long', d: 'date', n: 'double' } }, rows: [], bad: [[2, 'a: "x" is no whole number of 64 bits|d: "y" is no date|n: "z" is no number']] },
  { name: 'timestamps with zone', files: ['t,a\n2024-01-01T00:00:00+02:00,1\nno,2\n'], source: { schema: { t: 'timestamp', a: 'long' } }, rows: [['2023-12-31 22:00:00+00', '1']], bad: [[3, 't: "no" is no timestamp']] },
  { name: 'dateFormat', files: ['d,x\n31/12/2024,1\n2024-12-31,2\n'], options: { dateFormat: ['dd/MM/yyyy'] }, source: { schema: { d: 'date', x: 'long' } }, rows: [['2024-12-31', '1']], bad: [[3, 'd: "2024-12-31" is no date']] },
  { name: 'several dateFormats in order', files: ['d,x\n31/12/2024,1\n2024-12-31,2\n12.2024,3\n'], options: { dateFormat: ['dd/MM/yyyy', 'yyyy-MM-dd'] }, source: { schema: { d: 'date', x: 'long' } }, rows: [['2024-12-31', '1'], ['2024-12-31', '2']], bad: [[4, 'd: "12.2024" is no date']] },
  { name: 'timestampFormat', files: ['t,x\n"Jan 5, 2024 3:04 PM",1\n'], options: { timestampFormat: ["MMM d, yyyy h:mm a"] }, source: { schema: { t: 'timestamp_ntz', x: 'long' } }, rows: [['2024-01-05 15:04:00', '1']] },
  { name: 'nullValue', files: ['a,b\nNA,NA\n,""\n"NA",x\n'], options: { nullValue: 'NA' }, source: AB, rows: [[null, null], [null, ''], [null, 'x']] },
  { name: 'emptyValue', files: ['a,b\n1,""\n2,\n'], options: { emptyValue: 'none' }, source: AB, rows: [['1', 'none'], ['2', null]] },
  { name: 'quoted empty text is null by default', files: ['a,b\n1,""\n'], source: AB, rows: [['1', null]] },
  { name: 'white space is kept', files: ['a,b\n1, x \n'], source: AB, rows: [['1', ' x ']] },
  { name: 'white space is dropped', files: ['a,b\n1, x \n2,  \n'], options: { ignoreLeadingWhiteSpace: true, ignoreTrailingWhiteSpace: true }, source: AB, rows: [['1', 'x'], ['2', null]] },
  { name: 'white space in quotes is kept', files: ['a,b\n1, x \n2," y "\n 3 , "say ""z"" " \nno," w "\n'], options: { ignoreLeadingWhiteSpace: true, ignoreTrailingWhiteSpace: true }, source: AB, rows: [['1', 'x'], ['2', ' y '], ['3', 'say "z" ']], bad: [[5, /"no"/]] },
  { name: 'whole numbers are digits', files: ['a,b\n5.0,a\n1e3,b\n 5,c\n5 ,d\n1_000,e\n+7,f\n-0,g\n007,h\n"8",i\n,j\n'], source: AB, rows: [['7', 'f'], ['0', 'g'], ['7', 'h'], ['8', 'i'], [null, 'j']], bad: [[2, /"5.0"/], [3, /"1e3"/], [4, /" 5"/], [5, /"5 "/], [6, /"1_000"/]] },
  { name: 'booleans are true and false', files: ['a,b\ntrue,1\nFALSE,2\nt,3\nyes,4\n1,5\n,6\n"True",7\n'], source: { schema: { a: 'boolean', b: 'long' } }, rows: [['true', '1'], ['false', '2'], [null, '6'], ['true', '7']], bad: [[4, /"t"/], [5, /"yes"/], [6, /"1"/]] },
  { name: 'empty fields behind the last are no columns', files: ['a,b\n1,x,\n2,y,z\n3,w,,\n'], source: AB, rows: [['1', 'x'], ['3', 'w']], bad: [[3, '3 columns instead of 2']] },
  { name: 'sep of several characters', files: ['a||b\n1||x|y\n"2"||"p||q"\n'], options: { sep: '||' }, source: AB, rows: [['1', 'x|y'], ['2', 'p||q']] },
  { name: 'tab and another quote', files: ["a\tb\n1\t'x\ty'\n"], options: { sep: '\t', quote: "'", escape: "'" }, source: AB, rows: [['1', 'x\ty']] },
  { name: 'doubled quotes', files: ['a,b\n1,"say ""hi"""\n'], source: AB, rows: [['1', 'say "hi"']] },
  { name: 'backslash escape', files: ['a,b\n1,"say \\"hi\\""\n'], options: { escape: '\\' }, source: AB, rows: [['1', 'say "hi"']] },
  { name: 'no quote', files: ['a,b\n1,"x\n'], options: { quote: '' }, source: AB, rows: [['1', '"x']] },
  { name: 'comment lines only at their start', files: ['#c\na,b\n#1,x\n2,#y\n3,y #z\nno,q\n'], options: { comment: '#' }, source: AB, rows: [['2', '#y'], ['3', 'y #z']], bad: [[6, /"no"/]] },
  { name: 'line breaks in quotes with multiLine', files: ['a,b\n1,"x\ny\n\nz"\nno,q\n2,w\n1.5,"k\nl"\n'], options: { multiLine: true }, source: AB, rows: [['1', 'x\ny\n\nz'], ['2', 'w']], bad: [[6, /"no"/], [8, /"1.5"/]] },
  { name: 'a line is a row without multiLine', files: ['a,b\n1,"x\n2,y"\n3,z\nno,q\n'], source: AB, rows: [['2', 'y"'], ['3', 'z']], bad: [[2, 'a quote is opened and not closed'], [5, /"no"/]] },
  { name: 'an open quote takes its line only', files: ['a,b\n1,x\n2,"y\n3,z\n4,"w"\n5,v\n'], source: AB, rows: [['1', 'x'], ['3', 'z'], ['4', 'w'], ['5', 'v']], bad: [[3, 'a quote is opened and not closed']] },
  { name: 'an open quote under multiLine takes its line only', files: ['a,b\n1,"x\ny"\n2,"y\n3,z\n5,v\n'], options: { multiLine: true }, source: AB, rows: [['1', 'x\ny'], ['3', 'z'], ['5', 'v']], bad: [[4, 'a quote is opened and not closed']] },
  { name: 'text after a quote', files: ['a,b\n1,"x"y\n2,y\n'], source: AB, rows: [['2', 'y']], bad: [[2, 'text follows a closing quote']] },
  { name: 'byte order mark and CRLF', files: ['\ufeffa,b\r\n1,x\r\nno,y\r\n2,z'], source: AB, rows: [['1', 'x'], ['2', 'z']], bad: [[3, /"no"/]] },
  { name: 'mixed line ends', files: ['a,b\n1,x\r\n2,y\r3,z\nno,q\r\n'], source: AB, rows: [['1', 'x'], ['2', 'y'], ['3', 'z']], bad: [[5, /"no"/]] },
  { name: 'blank lines are no rows', files: ['\n\na,b\n\n1,x\n\n\nno,y\n2,z\n\n'], source: AB, rows: [['1', 'x'], ['2', 'z']], bad: [[8, /"no"/]] },
  { name: 'one column: blank lines are no rows', files: ['a\n1\n\n\nno\n""\n2\n'], source: { schema: { a: 'long' } }, rows: [['1'], [null], ['2']], bad: [[5, /"no"/]] },
  { name: 'empty and header-only files', files: ['', 'a,b\n', 'a,b', '\n', 'a,b\n1,x\n'], source: AB, rows: [['1', 'x']] },
  { name: 'nothing but empty files', files: ['', 'a,b\n'], source: AB, columns: ['a:long', 'b:string'], rows: [] },
  { name: 'columns in another order', files: ['a,b\n1,x\n', 'b,a\ny,2\nz,no\n'], source: AB, rows: [['1', 'x'], ['2', 'y']], bad: [[3, /a: "no"/]] },
  { name: 'bytes that are no UTF-8', files: [Buffer.from([97, 44, 98, 10, 49, 44, 0xe9, 10, 50, 44, 0xc3, 0xa9, 10])], source: AB, rows: [['2', 'é']], bad: [[2, 'b: the bytes are not valid UTF-8']] },
  { name: 'NUL bytes', files: ['a,b\n1,x\0y\n2\0,z\n'], source: AB, rows: [['1', 'x\0y']], bad: [[3, /is no whole number/]] },
  { name: 'windows-1252', files: [encode('a,b\n1,€é\nno,ü\n', 'windows-1252')], source: { ...AB, encoding: 'windows-1252' }, rows: [['1', '€é']], bad: [[3, /"no"/]] },
  { name: 'utf-16 with mark', files: [Buffer.concat([Buffer.from([0xff, 0xfe]), encode('a,b\r\n1,ł\r\n', 'utf-16le')])], source: { ...AB, encoding: 'utf-16' }, rows: [['1', 'ł']] },
  { name: 'bytes that are not of the encoding', files: [Buffer.from([97, 44, 98, 10, 49, 44, 0x81, 0xff, 10, 50, 44, 120, 10])], source: { ...AB, encoding: 'shift_jis' }, rows: [['2', 'x']], bad: [[2, 'the bytes are not valid shift_jis']] },
  { name: 'a very long line', files: [`a,b\n1,${'x'.repeat(2_100_000)}\n2,y\nno,z\n`], source: AB, rows: [['2', 'y']], bad: [[2, /longer than/], [4, /"no"/]] },
  { name: 'special numbers', files: ['a,x\nn/a,1\n+oo,2\n-oo,3\n1.5,4\nbad,5\n'], options: { nanValue: 'n/a', positiveInf: '+oo', negativeInf: '-oo' }, source: { schema: { a: 'double', x: 'long' } }, rows: [['nan', '1'], ['inf', '2'], ['-inf', '3'], ['1.5', '4']], bad: [[6, 'a: "bad" is no number']] },
  { name: 'decimals and booleans', files: ['d,b\n1.25,true\nx,false\n123456789.5,true\n2,maybe\n'], source: { schema: { d: 'decimal(5,2)', b: 'boolean' } }, rows: [['1.25', 'true']], bad: [[3, /d: "x" is no decimal\(5,2\)/], [4, /d: "123456789.5"/], [5, /b: "maybe" is no boolean/]] },
];

describe('CSV options', () => {
  test.each(CASES.map((c, index) => [c.name, c, index] as const))('%s', async (_name, c, index) => {
    const files = c.files.map((content, n) => harness.write(`case-${index}-${n}.csv`, content));
    const read = await harness.csv(files, c.options, c.source);
    if (c.columns) expect(read.columns).toEqual(c.columns);
    expect(read.rows).toEqual(c.rows);
    expect(read.bad.map(({ line }) => line)).toEqual((c.bad ?? []).map(([line]) => line));
    read.bad.forEach(({ reasons }, n) => {
      const wanted = c.bad?.[n]?.[1];
      if (wanted instanceof RegExp) expect(reasons.join('|')).toMatch(wanted);
      else expect(reasons.join('|')).toBe(wanted);
    });
    expect(read.in).toBe(read.out + read.quarantined + read.dropped);
    expect(read.out).toBe(c.rows.length);
  });

  test('gzip by its extension', async () => {
    const file = harness.write('zipped.csv.gz', gzipSync('a,b\n1,x\n1.5,y\nno,z\n'));
    const read = await harness.csv([file], {}, AB);
    expect(read.rows).toEqual([['1', 'x']]);
    expect(read.bad.map(({ line, row }) => [line, row])).toEqual([[3, '1.5,y'], [4, 'no,z']]);
  });

  test('encodings differ from file to file', async () => {
    const one = harness.write('one.csv', 'a,b\n1,é\n');
    const two = harness.write('two.csv', encode('a,b\n2,é\nno,ü\n', 'latin1'));
    const read = await harness.csv([one, { path: two, encoding: 'ISO-8859-1' }], {}, AB);
    expect(read.rows).toEqual([['1', 'é'], ['2', 'é']]);
    expect(read.bad.map(({ file, line, row }) => [file, line, row])).toEqual([[two, 3, 'no,ü']]);
  });
});
