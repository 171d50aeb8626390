import { quarantineList } from '@mu-mesh/cli';
import { Scratch, outcome, pipeline } from '../run/scratch';
import { contractFile } from './contract-file';
import { FOLDER, PARTS, PROPERTIES } from './parts';

let scratch: Scratch;
afterEach(() => scratch.dispose());

async function refused(): Promise<string[]> {
  const { rows } = await scratch.withContext({}, (context) => quarantineList(context, PARTS));
  return rows.map(({ row, reasons }) => `${row ?? ''}: ${reasons.join('; ')}`).sort();
}

it('a key to the table itself never leads to a row that was diverted, however long the chain', async () => {
  const values =
    '(1, NULL, 5), (2, 1, -1), (3, 2, 5), (4, 3, 5), (5, 1, 5), (6, 9, 5), (7, 6, 5), (1, 4, 5), (8, 8, 5)';
  scratch = new Scratch({
    [`${FOLDER}/pipeline.json`]: pipeline([
      { type: 'TransformSQL', name: 'made', query: `SELECT * FROM (VALUES ${values}) t(id, parent, n)` },
    ]),
    [`${FOLDER}/contract.odcs.yaml`]: contractFile('parts', PROPERTIES),
  });
  expect(outcome(await scratch.run(), PARTS)).toBe('committed 0|3|6|0');
  expect(await scratch.rows(PARTS)).toEqual(['1||5', '5|1|5', '8|8|5']);
  expect(await refused()).toEqual([
    '{"id":1,"parent":4,"n":5}: primaryKey id: id is a duplicate; foreignKey parent: parent is not in shop.raw.parts.id',
    '{"id":2,"parent":1,"n":-1}: minimum n: n is not at least 0',
    '{"id":3,"parent":2,"n":5}: foreignKey parent: parent is not in shop.raw.parts.id',
    '{"id":4,"parent":3,"n":5}: foreignKey parent: parent is not in shop.raw.parts.id',
    '{"id":6,"parent":9,"n":5}: foreignKey parent: parent is not in shop.raw.parts.id',
    '{"id":7,"parent":6,"n":5}: foreignKey parent: parent is not in shop.raw.parts.id',
  ]);
});

it('an append counts the rows that are there', async () => {
  scratch = new Scratch({
    [`${FOLDER}/pipeline.json`]: pipeline(
      [
        {
          type: 'IngestCSV',
          name: 'lines',
          file_location: 'data/*.csv',
          schema: { id: 'INTEGER', parent: 'INTEGER', n: 'INTEGER' },
          additional_attributes: { header: 'true' },
        },
      ],
      [{ type: 'DestinationDefaultCatalog', table_name: PARTS, mode: 'append' }],
    ),
    [`${FOLDER}/contract.odcs.yaml`]: contractFile('parts', PROPERTIES),
    [`${FOLDER}/data/1.csv`]: 'id,parent,n\n1,,5\n2,1,-1\n',
  });
  expect(outcome(await scratch.run(), PARTS)).toBe('committed 2|1|1|0');
  scratch.write(`${FOLDER}/data/2.csv`, 'id,parent,n\n3,1,5\n4,2,5\n5,4,5\n6,3,5\n7,3,-1\n8,7,1\n');
  expect(outcome(await scratch.run(), PARTS)).toBe('committed 6|2|4|0');
  expect(await scratch.rows(PARTS)).toEqual(['1||5', '3|1|5', '6|3|5']);
});
