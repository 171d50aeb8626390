import { encode } from 'iconv-lite';

import { AB, type CsvCase } from './csv-case';

/** Separators, quotes, line ends, comments and encodings. */
export const LINE_CASES: CsvCase[] = [
  {
    name: 'sep of several characters',
    files: ['a||b\n1||x|y\n"2"||"p||q"\n'],
    options: { sep: '||' },
    source: AB,
    rows: [
      ['1', 'x|y'],
      ['2', 'p||q'],
    ],
  },
  {
    name: 'tab and another quote',
    files: ["a\tb\n1\t'x\ty'\n"],
    options: { sep: '\t', quote: "'", escape: "'" },
    source: AB,
    rows: [['1', 'x\ty']],
  },
  { name: 'doubled quotes', files: ['a,b\n1,"say ""hi"""\n'], source: AB, rows: [['1', 'say "hi"']] },
  {
    name: 'backslash escape',
    files: ['a,b\n1,"say \\"hi\\""\n'],
    options: { escape: '\\' },
    source: AB,
    rows: [['1', 'say "hi"']],
  },
  { name: 'no quote', files: ['a,b\n1,"x\n'], options: { quote: '' }, source: AB, rows: [['1', '"x']] },
  {
    name: 'comment lines only at their start',
    files: ['#c\na,b\n#1,x\n2,#y\n3,y #z\nno,q\n'],
    options: { comment: '#' },
    source: AB,
    rows: [
      ['2', '#y'],
      ['3', 'y #z'],
    ],
    bad: [[6, /"no"/]],
  },
  {
    name: 'line breaks in quotes with multiLine',
    files: ['a,b\n1,"x\ny\n\nz"\nno,q\n2,w\n1.5,"k\nl"\n'],
    options: { multiLine: true },
    source: AB,
    rows: [
      ['1', 'x\ny\n\nz'],
      ['2', 'w'],
    ],
    bad: [
      [6, /"no"/],
      [8, /"1.5"/],
    ],
  },
  {
    name: 'a line is a row without multiLine',
    files: ['a,b\n1,"x\n2,y"\n3,z\nno,q\n'],
    source: AB,
    rows: [
      ['2', 'y"'],
      ['3', 'z'],
    ],
    bad: [
      [2, 'a quote is opened and not closed'],
      [5, /"no"/],
    ],
  },
  {
    name: 'an open quote takes its line only',
    files: ['a,b\n1,x\n2,"y\n3,z\n4,"w"\n5,v\n'],
    source: AB,
    rows: [
      ['1', 'x'],
      ['3', 'z'],
      ['4', 'w'],
      ['5', 'v'],
    ],
    bad: [[3, 'a quote is opened and not closed']],
  },
  {
    name: 'after an open quote the next line is read from its beginning',
    files: ['a,b,c,d\n,,,"open\n,"a,",,"1999-12-31"'],
    source: { schema: { a: 'long', b: 'string', c: 'double', d: 'date' } },
    rows: [[null, 'a,', null, '1999-12-31']],
    bad: [[2, 'a quote is opened and not closed']],
  },
  {
    name: 'an open quote that the next line closes takes its line only',
    files: ['a,b,c,d\n0,,0,"open\n,",1,2",0,2024-01-31'],
    source: { schema: { a: 'long', b: 'string', c: 'double', d: 'date' } },
    rows: [[null, ',1,2', '0.0', '2024-01-31']],
    bad: [[2, 'a quote is opened and not closed']],
  },
  {
    name: 'an open quote under multiLine takes its line only',
    files: ['a,b\n1,"x\ny"\n2,"y\n3,z\n5,v\n'],
    options: { multiLine: true },
    source: AB,
    rows: [
      ['1', 'x\ny'],
      ['3', 'z'],
      ['5', 'v'],
    ],
    bad: [[4, 'a quote is opened and not closed']],
  },
  {
    name: 'text after a quote',
    files: ['a,b\n1,"x"y\n2,y\n'],
    source: AB,
    rows: [['2', 'y']],
    bad: [[2, 'text follows a closing quote']],
  },
  {
    name: 'byte order mark and CRLF',
    files: ['\ufeffa,b\r\n1,x\r\nno,y\r\n2,z'],
    source: AB,
    rows: [
      ['1', 'x'],
      ['2', 'z'],
    ],
    bad: [[3, /"no"/]],
  },
  {
    name: 'mixed line ends',
    files: ['a,b\n1,x\r\n2,y\r3,z\nno,q\r\n'],
    source: AB,
    rows: [
      ['1', 'x'],
      ['2', 'y'],
      ['3', 'z'],
    ],
    bad: [[5, /"no"/]],
  },
  {
    name: 'blank lines are no rows',
    files: ['\n\na,b\n\n1,x\n\n\nno,y\n2,z\n\n'],
    source: AB,
    rows: [
      ['1', 'x'],
      ['2', 'z'],
    ],
    bad: [[8, /"no"/]],
  },
  {
    name: 'one column: blank lines are no rows',
    files: ['a\n1\n\n\nno\n""\n2\n'],
    source: { schema: { a: 'long' } },
    rows: [['1'], [null], ['2']],
    bad: [[5, /"no"/]],
  },
  {
    name: 'empty and header-only files',
    files: ['', 'a,b\n', 'a,b', '\n', 'a,b\n1,x\n'],
    source: AB,
    rows: [['1', 'x']],
  },
  { name: 'nothing but empty files', files: ['', 'a,b\n'], source: AB, columns: ['a:long', 'b:string'], rows: [] },
  {
    name: 'columns in another order',
    files: ['a,b\n1,x\n', 'b,a\ny,2\nz,no\n'],
    source: AB,
    rows: [
      ['1', 'x'],
      ['2', 'y'],
    ],
    bad: [[3, /a: "no"/]],
  },
  {
    name: 'bytes that are no UTF-8',
    files: [Buffer.from([97, 44, 98, 10, 49, 44, 0xe9, 10, 50, 44, 0xc3, 0xa9, 10])],
    source: AB,
    rows: [['2', 'é']],
    bad: [[2, 'b: the bytes are not valid UTF-8']],
  },
  {
    name: 'NUL bytes',
    files: ['a,b\n1,x\0y\n2\0,z\n'],
    source: AB,
    rows: [['1', 'x\0y']],
    bad: [[3, /is no whole number/]],
  },
  {
    name: 'windows-1252',
    files: [encode('a,b\n1,€é\nno,ü\n', 'windows-1252')],
    source: { ...AB, encoding: 'windows-1252' },
    rows: [['1', '€é']],
    bad: [[3, /"no"/]],
  },
  {
    name: 'utf-16 with mark',
    files: [Buffer.concat([Buffer.from([0xff, 0xfe]), encode('a,b\r\n1,ł\r\n', 'utf-16le')])],
    source: { ...AB, encoding: 'utf-16' },
    rows: [['1', 'ł']],
  },
  {
    name: 'bytes that are not of the encoding',
    files: [Buffer.from([97, 44, 98, 10, 49, 44, 0x81, 0xff, 10, 50, 44, 120, 10])],
    source: { ...AB, encoding: 'shift_jis' },
    rows: [['2', 'x']],
    bad: [[2, 'the bytes are not valid shift_jis']],
  },
  {
    name: 'a very long line',
    files: [`a,b\n1,${'x'.repeat(2_100_000)}\n2,y\nno,z\n`],
    source: AB,
    rows: [['2', 'y']],
    bad: [
      [2, /longer than/],
      [4, /"no"/],
    ],
  },
  {
    name: 'special numbers',
    files: ['a,x\nn/a,1\n+oo,2\n-oo,3\n1.5,4\nbad,5\n'],
    options: { nanValue: 'n/a', positiveInf: '+oo', negativeInf: '-oo' },
    source: { schema: { a: 'double', x: 'long' } },
    rows: [
      ['nan', '1'],
      ['inf', '2'],
      ['-inf', '3'],
      ['1.5', '4'],
    ],
    bad: [[6, 'a: "bad" is no number']],
  },
  {
    name: 'decimals and booleans',
    files: ['d,b\n1.25,true\nx,false\n123456789.5,true\n2,maybe\n'],
    source: { schema: { d: 'decimal(5,2)', b: 'boolean' } },
    rows: [['1.25', 'true']],
    bad: [
      [3, /d: "x" is no decimal\(5,2\)/],
      [4, /d: "123456789.5"/],
      [5, /b: "maybe" is no boolean/],
    ],
  },
];
