import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Harness } from '../testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

const page = readFileSync(join(__dirname, '../../../../../docs/json.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(/```(\w+)\n(.*?)```/gs)].flatMap(([, name, text]) => (name === language && text ? [text] : []));
const [job = '', quarantine = ''] = blocks('json');
const [lines = ''] = blocks('jsonl');

const TYPES: Record<string, string> = {
  BIGINT: 'long',
  DATE: 'date',
  'DECIMAL(38,2)': 'decimal(38,2)',
  BOOLEAN: 'boolean',
  STRING: 'string',
};

interface Job {
  execution: { schema: Record<string, string>; additional_attributes: { dateFormat: string } }[];
}

describe('docs/json.md', () => {
  test('the quarantine that it shows is the one that its file makes', async () => {
    const command = (JSON.parse(job) as Job[])[0]?.execution[0];
    const schema = Object.fromEntries(
      Object.entries(command?.schema ?? {}).map(([name, type]) => [name, TYPES[type] ?? type]),
    );
    const options = { dateFormat: [command?.additional_attributes.dateFormat ?? ''] };
    const read = await harness.json([harness.write('doc.json', lines)], options, { schema });
    expect(read.rows).toEqual([
      ['1', '2024-01-31', '9007199254740993.01', 'true', '{"gift":true}'],
      [null, null, null, null, null],
    ]);
    expect(read.bad.map(({ line, column, reasons, row }) => ({ line, column, reasons, row }))).toEqual(
      JSON.parse(quarantine),
    );
  });

  test('what it says of single values', async () => {
    const text =
      '{"a":"5","s":1.50}\n{"a":1,"a":2,"s":0.10000000000000001}\n{"a":1e3}\n{"A":1,"s":1.234567890123456700}\n';
    const read = await harness.json([harness.write('values.json', text)], {}, { schema: { a: 'long', s: 'string' } });
    expect(read.rows).toEqual([
      ['5', '1.5'],
      ['1', '0.1'],
      [null, '1.234567890123456700'],
    ]);
    expect(read.bad.map(({ line }) => line)).toEqual([3]);
    const amount = await harness.json(
      [harness.write('amount.json', '{"amount":"abc"}\n')],
      {},
      { schema: { amount: 'decimal(10,2)' } },
    );
    expect(amount.bad[0]?.reasons).toEqual(['amount: "abc" is no decimal(10,2)']);
  });
});
