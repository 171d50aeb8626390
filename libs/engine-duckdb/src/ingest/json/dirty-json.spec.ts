import fc from 'fast-check';

import { field, type Field } from '@mu-mesh/core';

import { jsonLine } from '../testing/dirty-json';
import { Harness, type Bad } from '../testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

const FULL = process.env['MU_MESH_FULL'] !== undefined;
const LIST = { type: 'array', elementType: 'long', containsNull: true } as const;
const WORDS = { type: 'array', elementType: 'string', containsNull: true } as const;
const SCHEMA: Field[] = [
  field('id', 'long'),
  field('name', 'string'),
  field('at', 'timestamp_ntz'),
  field('amount', 'decimal(9,2)'),
  field('on', 'boolean'),
  field('inner', { type: 'struct', fields: [field('p', 'long'), field('q', WORDS)] }),
  field('list', LIST),
];

async function read(files: readonly string[]) {
  const { rows, bad, ...counts } = await harness.read({
    kind: 'scan',
    format: 'json',
    options: { multiLine: false },
    files: files.map((path) => ({ path })),
    badRows: 'QUARANTINE',
    schema: SCHEMA,
  });
  return { rows: rows.map((row) => JSON.stringify(row)).sort(), bad, in: counts.in, out: counts.out };
}

/** A refused row without what tells its file. */
const finding = ({ line, column, reasons, row }: Bad) => ({ line, column, reasons, row });

/** Every line in a file of its own, after an empty one: a byte order mark is one only at the beginning. */
async function oneByOne(lines: readonly string[]) {
  const numbers = new Map(lines.map((line, index) => [harness.write(`line-${index}.json`, `\n${line}`), index + 2]));
  const { bad, ...rest } = await read([...numbers.keys()]);
  const found = bad.map((row) => finding({ ...row, line: numbers.get(row.file) ?? 0 }));
  return { ...rest, bad: found.sort((a, b) => a.line - b.line) };
}

test('a file is read as each of its lines is read alone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(jsonLine, { minLength: 1, maxLength: FULL ? 120 : 60 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.boolean(),
      async (texts, end, closed, named) => {
        // A column that no good row has null tells which rows the reader could not read.
        const lines = named ? texts.map((line) => line.replace(/^\{/, '{"name":"k",')) : texts;
        const whole = await read([harness.write('whole.json', end + lines.join(end) + (closed ? end : ''))]);
        expect({ ...whole, bad: whole.bad.map(finding) }).toEqual(await oneByOne(lines));
      },
    ),
    { numRuns: FULL ? 400 : 25, seed: 5, endOnFailure: true },
  );
}, 900_000);
