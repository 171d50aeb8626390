/** Statement, expected columns, expected influences on all of them. `o` orders, `c` customers, `i` input. */
export type Case = readonly [sql: string, columns: readonly string[], rows?: string];

const O = 'sales.raw.orders';
const C = 'crm.gold.customers';
/** Of more values than these DuckDB makes another plan. */
const MANY = Array.from({ length: 25 }, (_, index) => `'${index === 0 ? 'a' : index}'`);
const ALL_O = ['o.id', 'o.customer_id', 'o.amount', 'o.status', 'o.tags', 'o.addr', 'o.placed_at', 'o.parent_id'];

/** Written before the tracer, from what the statements mean. They are the contract with the engine's internal plan. */
export const CASES: readonly Case[] = [
  // Selecting
  [`FROM ${O}`, ALL_O],
  [`SELECT id, amount * 2, 1 FROM ${O}`, ['o.id', '~o.amount', '']],
  [`SELECT * EXCLUDE (tags, addr) FROM ${O}`, ALL_O.filter((name) => name !== 'o.tags' && name !== 'o.addr')],
  [
    `SELECT * REPLACE (amount + id AS amount) FROM ${O}`,
    ALL_O.map((name) => (name === 'o.amount' ? '~o.id ~o.amount' : name)),
  ],
  [`SELECT * RENAME (amount AS eur) FROM ${O}`, ALL_O],
  ["SELECT * LIKE 'q%' FROM input", ['i.q1', 'i.q2']],
  ["SELECT COLUMNS('^q') + id FROM input", ['~i.id ~i.q1', '~i.id ~i.q2']],
  ["SELECT COLUMNS(lambda c: c LIKE 'q%') FROM input", ['i.q1', 'i.q2']],
  [`SELECT amount * 2 AS twice, twice + id AS more FROM ${O}`, ['~o.amount', '~o.id ~o.amount']],
  ['SELECT q1 AS q2, q2 AS q1 FROM input', ['i.q1', 'i.q2']],
  [`SELECT addr.city, addr['zip'] FROM ${O}`, ['~o.addr', '~o.addr']],
  [`SELECT addr.* FROM ${O}`, ['~o.addr', '~o.addr']],
  [`SELECT CASE WHEN status = 'x' THEN amount ELSE id END FROM ${O}`, ['~o.id ~o.amount | CONDITIONAL o.status']],
  [`SELECT coalesce(status, 'none') FROM ${O}`, ['~o.status']],
  // Filtering, sorting
  [`SELECT id FROM ${O} WHERE amount > 3 AND status LIKE 'a%'`, ['o.id'], 'FILTER o.amount, FILTER o.status'],
  [`SELECT id FROM ${O} ORDER BY amount DESC LIMIT 3`, ['o.id'], 'SORT o.amount'],
  [`SELECT DISTINCT status FROM ${O}`, ['o.status'], 'GROUP_BY o.status'],
  [
    `SELECT DISTINCT ON (customer_id) id FROM ${O} ORDER BY customer_id, placed_at`,
    ['o.id'],
    'GROUP_BY o.customer_id, SORT o.customer_id, SORT o.placed_at',
  ],
  [`SELECT id FROM ${O} TABLESAMPLE 10% (bernoulli, 1)`, ['o.id']],
  // Grouping
  [`SELECT status, sum(amount) FROM ${O} GROUP BY status`, ['o.status', '+o.amount'], 'GROUP_BY o.status'],
  [
    `SELECT upper(status) AS s, count(*) FROM ${O} GROUP BY ALL HAVING max(amount) > 3`,
    ['~o.status', ''],
    'FILTER o.amount, GROUP_BY o.status',
  ],
  [
    `SELECT sum(amount) FILTER (WHERE status = 'x') FROM ${O} WHERE id > 3`,
    ['+o.amount | FILTER o.id, FILTER o.status'],
  ],
  [`SELECT string_agg(status, ',' ORDER BY placed_at) FROM ${O}`, ['+o.status | SORT o.placed_at']],
  [`SELECT count(*), count(DISTINCT customer_id) FROM ${O}`, ['', '+o.customer_id']],
  [
    `SELECT status, sum(amount), grouping(status) FROM ${O} GROUP BY ROLLUP (status)`,
    ['o.status', '+o.amount', '| GROUP_BY o.status'],
    'GROUP_BY o.status',
  ],
  [`SELECT arg_max(status, placed_at) FROM ${O}`, ['+o.status +o.placed_at']],
  // Windows
  [
    `SELECT id, row_number() OVER (PARTITION BY status ORDER BY placed_at) FROM ${O}`,
    ['o.id', '| WINDOW o.status, WINDOW o.placed_at'],
  ],
  [`SELECT sum(amount) OVER (ORDER BY id) FROM ${O}`, ['+o.amount | WINDOW o.id']],
  [
    `SELECT id FROM ${O} QUALIFY row_number() OVER (PARTITION BY status ORDER BY amount) = 1`,
    ['o.id'],
    'WINDOW o.amount, WINDOW o.status',
  ],
  [`SELECT lag(amount) OVER w FROM ${O} WINDOW w AS (ORDER BY placed_at)`, ['+o.amount | WINDOW o.placed_at']],
  // Joining
  [
    `SELECT o.id, c.name FROM ${O} o JOIN ${C} c ON o.customer_id = c.id`,
    ['o.id', 'c.name'],
    'JOIN o.customer_id, JOIN c.id',
  ],
  [
    `SELECT id, region, status FROM ${O} JOIN ${C} USING (id)`,
    ['o.id', 'c.region', 'o.status'],
    'JOIN o.id, JOIN c.id',
  ],
  [`SELECT id FROM ${O} FULL JOIN ${C} USING (id)`, ['~o.id ~c.id'], 'JOIN o.id, JOIN c.id'],
  [
    'SELECT * FROM input NATURAL JOIN (SELECT id, name FROM crm.gold.customers)',
    ['i.id', 'i.q1', 'i.q2', 'i.kind', 'c.name'],
    'JOIN c.id, JOIN i.id',
  ],
  [`SELECT o.id FROM ${O} o SEMI JOIN ${C} c ON o.customer_id = c.id`, ['o.id'], 'JOIN o.customer_id, JOIN c.id'],
  [
    `SELECT o.id FROM ${O} o SEMI JOIN (SELECT id FROM ${C} WHERE region = 'x') c ON o.customer_id = c.id`,
    ['o.id'],
    'JOIN o.customer_id, JOIN c.id, FILTER c.region',
  ],
  [`SELECT o.id FROM ${O} o ANTI JOIN ${C} c ON o.amount > c.id`, ['o.id'], 'JOIN o.amount, JOIN c.id'],
  [
    `SELECT o.id, c.name FROM ${O} o ASOF JOIN ${C} c ON o.customer_id = c.id AND o.placed_at >= c.since`,
    ['o.id', 'c.name'],
    'JOIN o.customer_id, JOIN o.placed_at, JOIN c.id, JOIN c.since',
  ],
  [`SELECT o.id, c.name FROM ${O} o, ${C} c`, ['o.id', 'c.name']],
  [`SELECT o.id, c.name FROM ${O} o POSITIONAL JOIN ${C} c`, ['o.id', 'c.name']],
  [
    `SELECT a.id, b.amount FROM ${O} a JOIN ${O} b ON a.parent_id = b.id`,
    ['o.id', 'o.amount'],
    'JOIN o.id, JOIN o.parent_id',
  ],
  // Subqueries
  [`SELECT id, (SELECT max(name) FROM ${C} WHERE region = 'x') FROM ${O}`, ['o.id', '+c.name | FILTER c.region']],
  [
    `SELECT id, (SELECT max(name) FROM ${C} c WHERE c.id = o.customer_id) AS n FROM ${O} o`,
    ['o.id', '+c.name | FILTER o.customer_id, SUBQUERY o.customer_id, FILTER c.id'],
  ],
  [
    `SELECT id FROM ${O} WHERE customer_id IN (SELECT id FROM ${C} WHERE region = 'x')`,
    ['o.id'],
    'FILTER o.customer_id, FILTER c.id, FILTER c.region',
  ],
  [`SELECT id, customer_id NOT IN (SELECT id FROM ${C}) FROM ${O}`, ['o.id', '~o.customer_id ~c.id']],
  [
    `SELECT id, EXISTS (SELECT 1 FROM ${C} c WHERE c.id = o.customer_id) AS known FROM ${O} o`,
    ['o.id', '| FILTER o.customer_id, SUBQUERY o.customer_id, FILTER c.id'],
  ],
  [
    `SELECT o.id, l.name FROM ${O} o, LATERAL (SELECT name FROM ${C} c WHERE c.id = o.customer_id LIMIT 1) l`,
    ['o.id', 'c.name'],
    'FILTER o.customer_id, SUBQUERY o.customer_id, FILTER c.id',
  ],
  // CTEs and sets
  [
    `WITH w(k, v) AS (SELECT id, amount FROM ${O} WHERE status = 'x') SELECT v, k FROM w`,
    ['o.amount', 'o.id'],
    'FILTER o.status',
  ],
  [
    `WITH w AS MATERIALIZED (SELECT id, sum(amount) AS s FROM ${O} GROUP BY id) SELECT a.s, b.id FROM w a JOIN w b ON a.id = b.id`,
    ['+o.amount', 'o.id'],
    'GROUP_BY o.id, JOIN o.id',
  ],
  [`WITH customers AS (SELECT id AS name FROM ${O}) SELECT name FROM customers`, ['o.id']],
  [`SELECT id, status FROM ${O} UNION ALL SELECT id, name FROM ${C}`, ['o.id c.id', 'o.status c.name']],
  [
    `SELECT id, status AS s FROM ${O} UNION ALL BY NAME SELECT name AS s, id FROM ${C}`,
    ['o.id c.id', 'o.status c.name'],
  ],
  [
    'SELECT id FROM input EXCEPT SELECT id FROM crm.gold.customers',
    ['i.id'],
    'FILTER c.id, FILTER i.id, GROUP_BY i.id',
  ],
  ['SELECT id FROM input INTERSECT ALL SELECT id FROM crm.gold.customers', ['i.id'], 'FILTER c.id, FILTER i.id'],
  [
    `WITH RECURSIVE t AS (SELECT id, parent_id, status FROM ${O} WHERE parent_id IS NULL UNION ALL SELECT o.id, t.parent_id, o.status || t.status FROM ${O} o JOIN t ON o.parent_id = t.id) SELECT * FROM t`,
    ['o.id', 'o.parent_id', '~o.status'],
    'JOIN o.id, FILTER o.parent_id, JOIN o.parent_id',
  ],
  // Lists, structs, tables made of values
  [`SELECT id, unnest(tags) FROM ${O}`, ['o.id', '~o.tags'], 'JOIN o.tags'],
  [`SELECT o.id, t.tag FROM ${O} o, UNNEST(o.tags) AS t(tag)`, ['o.id', '~o.tags'], 'JOIN o.tags'],
  [
    'SELECT i.id, r.x FROM input i, range(i.q1) r(x) WHERE q2 > 1',
    ['i.id', '~i.q1'],
    'JOIN i.q1, SUBQUERY i.q1, FILTER i.q2',
  ],
  [`SELECT list_transform(tags, lambda x: x || status) FROM ${O}`, ['~o.status ~o.tags']],
  [`SELECT [x || status FOR x IN tags IF x <> 'a'] FROM ${O}`, ['~o.status ~o.tags']],
  [`SELECT {'a': id, 'b': status} FROM ${O}`, ['~o.id ~o.status']],
  [`SELECT unnest(addr) FROM ${O}`, ['~o.addr', '~o.addr']],
  [`SELECT v.x, o.id FROM ${O} o, (VALUES (1), (2)) v(x)`, ['', 'o.id']],
  ['SELECT r.range + id FROM input, range(3) r', ['~i.id']],
  // Turning
  [
    "PIVOT input ON kind IN ('a', 'b') USING sum(q1) GROUP BY id",
    ['i.id', '+i.q1 | FILTER i.kind', '+i.q1 | FILTER i.kind'],
    'GROUP_BY i.id',
  ],
  // Many values: grouped by them first, which the plan says of every column.
  [
    `PIVOT input ON kind IN (${MANY.join(', ')}) USING sum(q1) GROUP BY id`,
    ['i.id', ...MANY.map(() => '+i.q1 | FILTER i.kind')],
    'GROUP_BY i.id, GROUP_BY i.kind',
  ],
  [
    `PIVOT input ON kind IN (${MANY.join(', ')}) USING sum(q1), max(q2) GROUP BY id`,
    ['i.id', ...MANY.flatMap(() => ['+i.q1 | FILTER i.kind', '+i.q2 | FILTER i.kind'])],
    'GROUP_BY i.id, GROUP_BY i.kind',
  ],
  [
    'UNPIVOT input ON q1, q2 INTO NAME n VALUE v',
    ['i.id', 'i.kind', '', '~i.q1 ~i.q2'],
    'FILTER i.q1, JOIN i.q1, FILTER i.q2, JOIN i.q2',
  ],
];
