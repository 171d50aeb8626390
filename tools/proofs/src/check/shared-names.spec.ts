import { Scratch, outcome, pipeline } from '../run/scratch';
import { contractFile } from './contract-file';

/** Rows that lead to another dataset and to each other; the second is below the least number. */
const ROWS = "SELECT * FROM (VALUES (1, 'a', 5, NULL), (2, 'b', -1, 1), (3, 'a', 5, 1)) t(id, v, n, parent)";
const LETTERS = "SELECT * FROM (VALUES ('a'), ('b')) t(v)";

function made(query: string, destination: unknown[] = []): string {
  return pipeline([{ type: 'TransformSQL', name: 'made', query }], destination);
}

function contract(name: string, rows: number, action: string): string {
  return contractFile(
    name,
    [
      { name: 'id', logicalType: 'integer', primaryKey: true },
      { name: 'v', logicalType: 'string', relationships: [{ to: 'letters.v' }] },
      { name: 'n', logicalType: 'integer', logicalTypeOptions: { minimum: 0 } },
      { name: 'parent', logicalType: 'integer', relationships: [{ to: `${name}.id` }] },
    ],
    {
      quality: [{ type: 'sql', query: `SELECT count(*) FROM ${name}`, mustBe: rows }],
      customProperties: [{ property: 'onBrokenRow', value: action }],
    },
  );
}

let scratch: Scratch;
afterEach(() => scratch.dispose());

describe.each(['marks', 'marks_0', 'staying', 'numbered', 'reference_0', 'existing', 'staged', 'whole'])(
  'a dataset called %s',
  (name) => {
    const address = `shop.silver.${name}`;
    const folder = `domains/shop/silver/${name}`;

    it.each([
      ['warn', 3],
      ['quarantine', 2],
    ])('has its own rows in its rules, with onBrokenRow: %s', async (action, rows) => {
      scratch = new Scratch({
        'domains/shop/silver/letters/pipeline.json': made(LETTERS),
        [`${folder}/pipeline.json`]: made(ROWS),
        [`${folder}/contract.odcs.yaml`]: contract(name, rows, action),
      });
      await scratch.run(['shop.silver.letters']);
      expect(outcome(await scratch.run([address]), address)).toBe(`committed 0|${rows}|${3 - rows}|0`);
    });

    it('has the rows that an append adds to', async () => {
      const destination = [{ type: 'DestinationDefaultCatalog', table_name: address, mode: 'append' }];
      scratch = new Scratch({
        'domains/shop/silver/letters/pipeline.json': made(LETTERS),
        [`${folder}/pipeline.json`]: made(ROWS, destination),
        [`${folder}/contract.odcs.yaml`]: contract(name, 2, 'quarantine'),
      });
      await scratch.run(['shop.silver.letters']);
      expect(outcome(await scratch.run([address]), address)).toBe('committed 0|2|1|0');
      scratch.write(`${folder}/pipeline.json`, made(ROWS.replace(/\((\d), /g, '(1$1, '), destination));
      scratch.write(`${folder}/contract.odcs.yaml`, contract(name, 4, 'quarantine'));
      expect(outcome(await scratch.run([address]), address)).toBe('committed 0|2|1|0');
    });
  },
);
