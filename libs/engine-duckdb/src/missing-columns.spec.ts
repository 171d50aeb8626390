import { type Binder, type Engine, field, type SqlFinding } from '@mu-mesh/core';

import { createDuckDbEngine } from './engine';

let engine: Engine;
let binder: Binder;
beforeAll(async () => {
  engine = createDuckDbEngine();
  binder = await engine.binder();
  await binder.declare('sales.raw.leads', [field('Id', 'long'), field('address', 'string'), field('score', 'double')]);
  await binder.declare('people', [field('id', 'long'), field('name', 'string')]);
});
afterAll(() => engine.close());

const findings = async (sql: string): Promise<SqlFinding[]> => {
  const binding = await binder.bind(sql);
  if (!('finding' in binding)) throw new Error('it binds');
  return [binding.finding, ...(binding.more ?? [])];
};

const LEADS = 'sales.raw.leads has Id, address, score.';

it.each([
  ['SELECT §l.nme FROM people l', 'There is no column "nme" in people.', 'Did you mean "name"?'],
  ['SELECT l.id, §l.email FROM sales.raw.leads l', 'There is no column "email" in sales.raw.leads.', LEADS],
  ['SELECT lower(§email) AS email, id FROM sales.raw.leads', 'There is no column "email" in sales.raw.leads.', LEADS],
  ['SELECT §email AS email FROM sales.raw.leads', 'There is no column "email" in sales.raw.leads.', LEADS],
  [
    "SELECT date_trunc('day', §sold) AS sold, count(*) AS n FROM sales.raw.leads GROUP BY 1",
    'There is no column "sold" in sales.raw.leads.',
    LEADS,
  ],
  ['SELECT id FROM people QUALIFY row_number() OVER (ORDER BY §nme) = 1', '"nme" in people.', 'Did you mean "name"?'],
  ['SELECT * EXCLUDE (emails) FROM sales.raw.leads', '"emails" in sales.raw.leads.', LEADS],
  ['SELECT * REPLACE (1 AS scor) FROM sales.raw.leads', '"scor" in sales.raw.leads.', 'Did you mean "score"?'],
  ['SELECT * FROM people p §JOIN sales.raw.leads USING (name)', '"name" in sales.raw.leads.', LEADS],
  ['SELECT s.id, §s.naem FROM (SELECT id, name FROM people) s', '"naem" in "s".', 'Did you mean "name"?'],
  ['WITH c AS (SELECT id FROM people) SELECT §name FROM c', '"name" in "c".', '"c" has id.'],
  [
    'SELECT §town FROM people p JOIN sales.raw.leads l ON l.id = p.id',
    '"town" in people or sales.raw.leads.',
    `people has id, name. ${LEADS}`,
  ],
  ['SELECT (SELECT max(§p.town)) AS t FROM people p', '"town" in people.', 'people has id, name.'],
  ['SELECT §town', 'There is no column "town" here.', undefined],
  ['SELECT §zz.name FROM people p', 'Nothing here is called "zz".', 'Did you mean "p"?'],
])('%s', async (marked, message, hint) => {
  const place = marked.indexOf('§');
  const [finding] = await findings(marked.replace('§', ''));
  expect(finding?.message).toContain(message);
  expect(finding?.hint).toBe(hint);
  expect(finding?.offset).toBe(place < 0 ? 7 : place);
});

it('names every missing column of a statement at once, each at its place', async () => {
  const sql =
    "SELECT 'é' AS é, lower(email) AS email, p.town, upper(nme) AS x FROM people p WHERE p.age > 1 ORDER BY town";
  const places = (await findings(sql)).map(({ message, offset = 0 }) => [sql.slice(offset).split(/\W/)[0], message]);
  expect(places).toEqual([
    ['email', 'There is no column "email" in people.'],
    ['p', 'There is no column "town" in people.'],
    ['nme', 'There is no column "nme" in people.'],
    ['p', 'There is no column "age" in people.'],
  ]);
});

it('takes no alias, parameter, whole row or function without parentheses for a missing column', async () => {
  const sql =
    'SELECT nme, id + 1 AS later, later * 2 AS twice, list_transform([1], lambda k: k + id) AS l, current_date AS d, p AS row, user AS u ' +
    'FROM people p GROUP BY ALL HAVING twice > 1 ORDER BY later, rowid';
  expect(await findings(sql)).toHaveLength(1);
});
