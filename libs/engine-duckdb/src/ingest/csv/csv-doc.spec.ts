import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Harness } from '../testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

const page = readFileSync(join(__dirname, '../../../../../docs/csv.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(/```(\w+)\n(.*?)```/gs)].flatMap(([, name, text]) => (name === language && text ? [text] : []));
const [job = '', quarantine = ''] = blocks('json');
const [lines = ''] = blocks('csv');

const TYPES: Record<string, string> = {
  BIGINT: 'long',
  DATE: 'date',
  'DECIMAL(10,2)': 'decimal(10,2)',
  BOOLEAN: 'boolean',
  STRING: 'string',
};

interface Job {
  execution: { schema: Record<string, string>; additional_attributes: { header: boolean; dateFormat: string } }[];
}

describe('docs/csv.md', () => {
  const command = (JSON.parse(job) as Job[])[0]?.execution[0];
  const schema = Object.fromEntries(
    Object.entries(command?.schema ?? {}).map(([name, type]) => [name, TYPES[type] ?? type]),
  );
  const options = { header: true, dateFormat: [command?.additional_attributes.dateFormat ?? ''] };

  test('the quarantine that it shows is the one that its file makes', async () => {
    const read = await harness.csv([harness.write('doc.csv', lines)], options, { schema });
    expect(read.rows).toEqual([
      ['1', '2024-01-31', '19.90', 'true', 'gift, wrapped'],
      ['5', '2024-02-01', null, 'false', 'say "hi"'],
    ]);
    expect(read.bad.map(({ line, column, reasons, row }) => ({ line, column, reasons, row }))).toEqual(
      JSON.parse(quarantine),
    );
  });

  test('what it says of single values', async () => {
    const values = 'd,n,t\n 1.5 ,1_000.5,2024/1/2\n,x,"q"z\n';
    const read = await harness.csv(
      [harness.write('values.csv', values)],
      {},
      { schema: { d: 'decimal(5,1)', n: 'double', t: 'date' } },
    );
    expect(read.rows).toEqual([['1.5', '1000.5', '2024-01-02']]);
    expect(read.bad.map(({ line }) => line)).toEqual([3]);
    const spaces = await harness.csv(
      [harness.write('spaces.csv', 'a,b\n1, "x" \n')],
      {},
      { schema: { a: 'long', b: 'string' } },
    );
    expect(spaces.rows).toEqual([['1', 'x']]);
  });

  test('PERMISSIVE nulls the bad value only; a short line keeps its values', async () => {
    const read = await harness.csv([harness.write('permissive.csv', lines)], options, { schema, mode: 'PERMISSIVE' });
    expect(
      read.rows
        .slice(2)
        .map((row) => row.join('|'))
        .sort(),
    ).toEqual(['2||5.00|true|', '4|2024-02-01|8.00|false|', '|2024-02-01|7.25||half'].sort());
  });
});
