import { type Binder, type Engine, field, formatType } from '@mu-mesh/core';

import { createDuckDbEngine } from './engine';

let engine: Engine;
let binder: Binder;
beforeEach(async () => {
  engine = createDuckDbEngine();
  binder = await engine.binder();
});
afterEach(() => engine.close());

const columnsOf = async (sql: string): Promise<string[]> => {
  const binding = await binder.bind(sql);
  if ('finding' in binding) throw new Error(binding.finding.message);
  return binding.columns.map((column) => `${column.name} ${formatType(column.type)}`);
};

describe('bind', () => {
  it.each([
    ['1::HUGEINT', 'decimal(38,0)'],
    ['1::UBIGINT', 'decimal(20,0)'],
    ['1::UHUGEINT', 'decimal(38,0)'],
    ['1::UINTEGER', 'long'],
    ['1::USMALLINT', 'integer'],
    ['1::UTINYINT', 'short'],
    ['1::TINYINT', 'byte'],
    ['uuid()', 'string'],
    ["TIME '10:00'", 'string'],
    ["'a'::ENUM('a')", 'string'],
    ["'{}'::JSON", 'string'],
    ["TIMESTAMP '2024-01-01'", 'timestamp_ntz'],
    ["'2024-01-01'::TIMESTAMP_S", 'timestamp_ntz'],
    ["'2024-01-01'::TIMESTAMP_NS", 'timestamp_ntz'],
    ['now()', 'timestamp'],
    ["DATE '2024-01-01'", 'date'],
    ['1.5', 'decimal(2,1)'],
    ['1::DECIMAL(38,10)', 'decimal(38,10)'],
    ['1::FLOAT', 'float'],
    ['1::DOUBLE', 'double'],
    ["'a'", 'string'],
    ["'a'::BLOB", 'binary'],
    ['true', 'boolean'],
    ['NULL', 'integer'],
    ['[1]', 'array<integer>'],
    ['[1]::INTEGER[1]', 'array<integer>'],
    ["MAP {'a': [1::UBIGINT]}", 'map<string,array<decimal(20,0)>>'],
    ["{'a b': 1, 'c': {'d': uuid()}}", 'struct<a b:integer,c:struct<d:string>>'],
    ['count(*)', 'long'],
    ['sum(1)', 'decimal(38,0)'],
  ])('%s is %s', async (expression, type) => {
    expect(await columnsOf(`SELECT ${expression} AS x`)).toEqual([`x ${type}`]);
  });

  it.each(['INTERVAL 1 DAY', 'union_value(a := 1)', "'101'::BIT", '[INTERVAL 1 DAY]', "{'a': INTERVAL 1 DAY}"])(
    'refuses the type of %s, with the cast to write',
    async (expression) => {
      expect(await binder.bind(`SELECT ${expression} AS x`)).toEqual({
        finding: expect.objectContaining({
          code: 'SQL_BIND',
          message: expect.stringContaining('a table cannot hold'),
          hint: 'Cast it: CAST("x" AS VARCHAR).',
        }),
      });
    },
  );

  it('names every column of a type that a table cannot hold', async () => {
    expect(await binder.bind("SELECT INTERVAL 1 DAY AS x, 1 AS y, '1'::BIT AS z")).toEqual({
      finding: {
        code: 'SQL_BIND',
        message: 'The columns "x" (INTERVAL), "z" (BIT) have types that a table cannot hold.',
        hint: 'Cast them: CAST("x" AS VARCHAR), CAST("z" AS VARCHAR).',
      },
    });
  });

  it('knows datasets, steps and their replacements', async () => {
    await binder.declare('sales.raw.x', [
      field('id', 'long'),
      field('tags', { type: 'array', elementType: 'string', containsNull: true }),
    ]);
    await binder.declare('input', [field('id', 'integer')]);
    expect(await columnsOf('SELECT input.id, unnest(tags) AS tag FROM input JOIN sales.raw.x USING (id);')).toEqual([
      'id integer',
      'tag string',
    ]);
    await binder.declare('input', [field('other', 'date')]);
    await binder.declare('sales.raw.x', [field('id', 'string')]);
    expect(await columnsOf('SELECT * FROM input, sales.raw.x')).toEqual(['other date', 'id string']);
    await binder.forgetSteps();
    expect(await binder.bind('FROM input')).toEqual({
      finding: { code: 'SQL_BIND', message: 'There is no dataset or step "input" here.', offset: 5 },
    });
  });

  it.each([
    ["SELECT 'é😀', amunt FROM x", 'There is no column "amunt" in x.', 'Did you mean "amount"?', 14],
    ['SELECT y.amunt FROM x y', expect.stringContaining('amunt'), expect.stringContaining('amount'), 7],
    ['SELECT lenth(name) FROM x', 'There is no function "lenth".', 'Did you mean "length"?', 7],
    [
      'SELECT sum(name) FROM x',
      'sum(VARCHAR) does not exist: the function takes other types.',
      expect.stringContaining('sum(DECIMAL) -> DECIMAL'),
      7,
    ],
    ['SELECT * FROM xx', 'There is no dataset or step "xx" here.', 'Did you mean "x"?', 14],
    ['SELECT name, count(*) FROM x', expect.stringContaining('GROUP BY'), undefined, 7],
    ["SELECT CAST('a' AS INTEGERR)", expect.stringContaining('INTEGERR'), expect.anything(), expect.any(Number)],
  ])('says in plain words what is wrong with %s', async (sql, message, hint, offset) => {
    await binder.declare('x', [field('name', 'string'), field('amount', 'double')]);
    const binding = await binder.bind(sql);
    if (!('finding' in binding)) throw new Error('bound');
    expect(binding.finding).toMatchObject({ code: 'SQL_BIND', message });
    expect(binding.finding.hint).toEqual(hint);
    expect(binding.finding.offset).toEqual(offset);
  });

  it('opens no file, reads and writes nothing', async () => {
    expect(await binder.bind("SELECT * FROM read_csv('/etc/passwd')")).toHaveProperty('finding');
  });

  it('has names of its own', async () => {
    const other = await engine.binder();
    await binder.declare('sales.raw.x', [field('a', 'long')]);
    await other.declare('sales.raw.x', [field('b', 'long')]);
    expect(await columnsOf('FROM sales.raw.x')).toEqual(['a long']);
    expect(await other.bind('FROM sales.raw.x')).toEqual({ columns: [field('b', 'long')] });
    await binder.close();
    binder = await engine.binder();
    expect(await binder.bind('FROM sales.raw.x')).toHaveProperty('finding');
  });
});

it('binds 1,000 datasets', async () => {
  const columns = Array.from({ length: 8 }, (_, i) => field(`c${i}`, i % 2 ? 'long' : 'string'));
  const before = process.cpuUsage();
  await binder.declare('sales.raw.t0', columns);
  for (let i = 1; i < 1000; i++) {
    const binding = await binder.bind(
      `SELECT a.c0, sum(a.c1) AS c1, max(b.c2) AS c2, c3, c4, c5 FROM sales.raw.t${i - 1} a JOIN sales.raw.t0 b USING (c3, c4, c5) GROUP BY ALL`,
    );
    expect(binding).toHaveProperty('columns');
    await binder.declare(`sales.raw.t${i}`, columns);
  }
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  if (process.env['MU_MESH_FULL']) console.log(`1,000 datasets bound in ${Math.round(milliseconds)} ms of CPU time`);
  expect(milliseconds).toBeLessThan(5000);
});
