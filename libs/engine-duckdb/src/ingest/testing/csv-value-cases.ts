import { AB, type CsvCase } from './csv-case';

/** Columns, types and values of well-formed and ragged lines. */
export const VALUE_CASES: CsvCase[] = [
  {
    name: 'text without schema, as in Spark',
    files: ['a,b\n1,x\n2,\n'],
    columns: ['a:string', 'b:string'],
    rows: [
      ['1', 'x'],
      ['2', null],
    ],
  },
  {
    name: 'no header: _c0, _c1',
    files: ['1,x\n2,y'],
    options: { header: false },
    columns: ['_c0:string', '_c1:string'],
    rows: [
      ['1', 'x'],
      ['2', 'y'],
    ],
  },
  {
    name: 'no header, declared names',
    files: ['1,x\n2\n'],
    options: { header: false },
    source: AB,
    columns: ['a:long', 'b:string'],
    rows: [['1', 'x']],
    bad: [[2, '1 columns instead of 2']],
  },
  {
    name: 'empty and repeated names',
    files: ['a,,A\n1,2,3\n'],
    columns: ['a0:string', '_c1:string', 'A2:string'],
    rows: [['1', '2', '3']],
  },
  {
    name: 'inferred types',
    files: [
      'i,d,t,ts,b,s,big\n1,2024-01-02,x,2024-01-02 03:04:05,true,1.5,123456789012345678901\n2,2024-01-03,,2024-01-02,FALSE,2,1\n',
    ],
    options: { inferSchema: true },
    columns: ['i:long', 'd:date', 't:string', 'ts:timestamp_ntz', 'b:boolean', 's:double', 'big:decimal(38,0)'],
    rows: [
      ['1', '2024-01-02', 'x', '2024-01-02 03:04:05', 'true', '1.5', '123456789012345678901'],
      ['2', '2024-01-03', null, '2024-01-02 00:00:00', 'false', '2.0', '1'],
    ],
  },
  {
    name: 'a column without values is text',
    files: ['a,b\n1,\n2,\n'],
    options: { inferSchema: true },
    columns: ['a:long', 'b:string'],
    rows: [
      ['1', null],
      ['2', null],
    ],
  },
  {
    name: 'ragged lines',
    files: ['a,b\n1,x\n2\n3,y,z\n4,w\n'],
    source: AB,
    rows: [
      ['1', 'x'],
      ['4', 'w'],
    ],
    bad: [
      [3, '1 columns instead of 2'],
      [4, '3 columns instead of 2'],
    ],
  },
  {
    name: 'a fraction is no whole number',
    files: ['a,b\n1.5,x\n2,y\n'],
    source: AB,
    rows: [['2', 'y']],
    bad: [[2, /a: "1\.5" is no whole number/]],
  },
  {
    name: 'too large for its type',
    files: ['a\n127\n128\n'],
    source: { schema: { a: 'byte' } },
    rows: [['127']],
    bad: [[3, /"128" is no whole number from -128 to 127/]],
  },
  {
    name: 'numbers over 2^53 are exact',
    files: ['a,b\n9007199254740993,x\n-9223372036854775808,y\n9223372036854775808,z\n'],
    source: AB,
    rows: [
      ['9007199254740993', 'x'],
      ['-9223372036854775808', 'y'],
    ],
    bad: [[4, /whole number/]],
  },
  {
    name: 'every reason of a row in one entry',
    files: ['a,d,n\nx,y,z\n'],
    source: { schema: { a: 'long', d: 'date', n: 'double' } },
    rows: [],
    bad: [[2, 'a: "x" is no whole number of 64 bits|d: "y" is no date|n: "z" is no number']],
  },
  {
    name: 'timestamps with zone',
    files: ['t,a\n2024-01-01T00:00:00+02:00,1\nno,2\n'],
    source: { schema: { t: 'timestamp', a: 'long' } },
    rows: [['2023-12-31 22:00:00+00', '1']],
    bad: [[3, 't: "no" is no timestamp']],
  },
  {
    name: 'dateFormat',
    files: ['d,x\n31/12/2024,1\n2024-12-31,2\n'],
    options: { dateFormat: ['dd/MM/yyyy'] },
    source: { schema: { d: 'date', x: 'long' } },
    rows: [['2024-12-31', '1']],
    bad: [[3, 'd: "2024-12-31" is no date']],
  },
  {
    name: 'several dateFormats in order',
    files: ['d,x\n31/12/2024,1\n2024-12-31,2\n12.2024,3\n'],
    options: { dateFormat: ['dd/MM/yyyy', 'yyyy-MM-dd'] },
    source: { schema: { d: 'date', x: 'long' } },
    rows: [
      ['2024-12-31', '1'],
      ['2024-12-31', '2'],
    ],
    bad: [[4, 'd: "12.2024" is no date']],
  },
  {
    name: 'timestampFormat',
    files: ['t,x\n"Jan 5, 2024 3:04 PM",1\n'],
    options: { timestampFormat: ['MMM d, yyyy h:mm a'] },
    source: { schema: { t: 'timestamp_ntz', x: 'long' } },
    rows: [['2024-01-05 15:04:00', '1']],
  },
  {
    name: 'nullValue',
    files: ['a,b\nNA,NA\n,""\n"NA",x\n'],
    options: { nullValue: 'NA' },
    source: AB,
    rows: [
      [null, null],
      [null, ''],
      [null, 'x'],
    ],
  },
  {
    name: 'emptyValue',
    files: ['a,b\n1,""\n2,\n'],
    options: { emptyValue: 'none' },
    source: AB,
    rows: [
      ['1', 'none'],
      ['2', null],
    ],
  },
  { name: 'quoted empty text is null by default', files: ['a,b\n1,""\n'], source: AB, rows: [['1', null]] },
  { name: 'white space is kept', files: ['a,b\n1, x \n'], source: AB, rows: [['1', ' x ']] },
  {
    name: 'white space is dropped',
    files: ['a,b\n1, x \n2,  \n'],
    options: { ignoreLeadingWhiteSpace: true, ignoreTrailingWhiteSpace: true },
    source: AB,
    rows: [
      ['1', 'x'],
      ['2', null],
    ],
  },
  {
    name: 'white space in quotes is kept',
    files: ['a,b\n1, x \n2," y "\n 3 , "say ""z"" " \nno," w "\n'],
    options: { ignoreLeadingWhiteSpace: true, ignoreTrailingWhiteSpace: true },
    source: AB,
    rows: [
      ['1', 'x'],
      ['2', ' y '],
      ['3', 'say "z" '],
    ],
    bad: [[5, /"no"/]],
  },
  {
    name: 'whole numbers are digits',
    files: ['a,b\n5.0,a\n1e3,b\n 5,c\n5 ,d\n1_000,e\n+7,f\n-0,g\n007,h\n"8",i\n,j\n'],
    source: AB,
    rows: [
      ['7', 'f'],
      ['0', 'g'],
      ['7', 'h'],
      ['8', 'i'],
      [null, 'j'],
    ],
    bad: [
      [2, /"5.0"/],
      [3, /"1e3"/],
      [4, /" 5"/],
      [5, /"5 "/],
      [6, /"1_000"/],
    ],
  },
  {
    name: 'booleans are true and false',
    files: ['a,b\ntrue,1\nFALSE,2\nt,3\nyes,4\n1,5\n,6\n"True",7\n'],
    source: { schema: { a: 'boolean', b: 'long' } },
    rows: [
      ['true', '1'],
      ['false', '2'],
      [null, '6'],
      ['true', '7'],
    ],
    bad: [
      [4, /"t"/],
      [5, /"yes"/],
      [6, /"1"/],
    ],
  },
  {
    name: 'empty fields behind the last do not hide a fraction',
    files: ['a,b,c\nx,1.5,7,\ny,2,,\nz,3,8\n'],
    source: { schema: { a: 'string', b: 'long', c: 'long' } },
    rows: [
      ['y', '2', null],
      ['z', '3', '8'],
    ],
    bad: [[2, 'b: "1.5" is no whole number of 64 bits']],
  },
  {
    name: 'empty fields behind the last are no columns',
    files: ['a,b\n1,x,\n2,y,z\n3,w,,\n'],
    source: AB,
    rows: [
      ['1', 'x'],
      ['3', 'w'],
    ],
    bad: [[3, '3 columns instead of 2']],
  },
];
