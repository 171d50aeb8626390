import { run, type MeshContext, type Scope } from '@mu-mesh/core';
import { Scratch, outcome, pipeline } from '../run/scratch';
import { contractFile } from './contract-file';
import { FOLDER, PARTS, PROPERTIES } from './parts';

let scratch: Scratch;
afterEach(() => scratch.dispose());

/** The number of queries of a run. */
async function queries(context: MeshContext): Promise<number> {
  let count = 0;
  const engine = context.engine();
  const open: typeof engine.open = async (options) => {
    const session = await engine.open(options);
    const counted = async (): Promise<Scope> => {
      const scope = await session.scope();
      const query = scope.query.bind(scope);
      return Object.assign(scope, { query: (sql: string) => (count++, query(sql)) });
    };
    return { pin: session.pin.bind(session), scope: counted, close: session.close.bind(session) };
  };
  const counting = Object.assign(Object.create(engine) as typeof engine, { open });
  const result = await run({ ...context, engine: () => counting }, { selectors: [], full: false, release: [] });
  expect(outcome(result, PARTS)).toMatch(/^committed /);
  return count;
}

/** Each row leads to the one before it; the second breaks a rule. One row stays. */
async function chain(rows: number): Promise<number> {
  const query = `SELECT i AS id, CASE WHEN i > 0 THEN i - 1 END AS parent, CASE i WHEN 1 THEN -1 ELSE 5 END AS n FROM range(${rows}) r(i)`;
  scratch = new Scratch({
    [`${FOLDER}/pipeline.json`]: pipeline([{ type: 'TransformSQL', name: 'made', query }]),
    [`${FOLDER}/contract.odcs.yaml`]: contractFile('parts', PROPERTIES),
  });
  const count = await scratch.withContext({}, queries);
  expect(await scratch.rows(PARTS)).toEqual(['0||5']);
  return count;
}

it('a chain of 2,000 rows takes no more queries than one of 4', async () => {
  const few = await chain(4);
  await scratch.dispose();
  expect(await chain(2000)).toBe(few);
});

it('a row whose key several rows have stays until all of them are gone', async () => {
  const values = [
    ...['(1, NULL, -1)', '(2, 1, 5)', '(3, 2, 5)'],
    // Two rows of key 20: one follows 1 at once, the other follows 3.
    ...['(20, 1, 5)', '(20, 3, 5)', '(21, 20, 5)', '(22, 21, 5)'],
    // Two rows of key 30: one of them stays.
    ...['(30, 1, 5)', '(30, NULL, 5)', '(31, 30, 5)'],
  ];
  const query = `SELECT * FROM (VALUES ${values.join(', ')}) t(id, parent, n)`;
  scratch = new Scratch({
    [`${FOLDER}/pipeline.json`]: pipeline([{ type: 'TransformSQL', name: 'made', query }]),
    [`${FOLDER}/contract.odcs.yaml`]: contractFile(
      'parts',
      PROPERTIES.map((one) => ({ ...one, primaryKey: false })),
    ),
  });
  expect(outcome(await scratch.run(), PARTS)).toBe('committed 0|2|8|0');
  expect(await scratch.rows(PARTS)).toEqual(['30||5', '31|30|5']);
});
